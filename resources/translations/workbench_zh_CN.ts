<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>About</name>
    <message>
        <source>About DQN Workbench</source>
        <translation>关于 DQN Workbench</translation>
    </message>
    <message>
        <source>DQN Workbench</source>
        <translation>DQN Workbench</translation>
    </message>
    <message>
        <source>Watch deep Q-learning happen: a window over a compiled Keras/TensorFlow engine.</source>
        <translation>观看深度 Q 学习的发生：编译的 Keras/TensorFlow 引擎之上的窗口。</translation>
    </message>
    <message>
        <source>Copy versions</source>
        <translation>复制版本信息</translation>
    </message>
</context>
<context>
    <name>ActionValues</name>
    <message>
        <source>{action}: not allowed</source>
        <translation>{action}：不允许</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Start a new run</source>
        <translation>开始新的训练</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>Train one environment step while paused</source>
        <translation>暂停时训练一个环境步</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Load weights from a file; or drop it here</source>
        <translation>从文件载入权重，也可将文件拖到窗口</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Pause training, and resume it</source>
        <translation>暂停训练，再按则继续</translation>
    </message>
    <message>
        <source>End the run; its network stays</source>
        <translation>结束本次训练，保留网络</translation>
    </message>
    <message>
        <source>Open run…</source>
        <translation>打开运行…</translation>
    </message>
    <message>
        <source>Save checkpoint</source>
        <translation>保存检查点</translation>
    </message>
    <message>
        <source>Load weights…</source>
        <translation>载入权重…</translation>
    </message>
    <message>
        <source>Save weights…</source>
        <translation>保存权重…</translation>
    </message>
    <message>
        <source>Save the network&apos;s weights to a file</source>
        <translation>将网络权重保存到文件</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Fork from here</source>
        <translation>由此分支</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Open a run; or drop its folder here</source>
        <translation>打开运行；也可将其文件夹拖到此处</translation>
    </message>
    <message>
        <source>How fast it trains. Up to 100 steps/s every step is shown. It learns the same</source>
        <translation>训练的速度。不超过 100 步/秒时显示每一步。学习结果相同</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>减慢</translation>
    </message>
    <message>
        <source>Train more slowly</source>
        <translation>训练得慢一些</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>加快</translation>
    </message>
    <message>
        <source>Train faster</source>
        <translation>训练得快一些</translation>
    </message>
    <message>
        <source>Stop by itself…</source>
        <translation>自动停止…</translation>
    </message>
    <message>
        <source>At a step, after a time, or once it is solved</source>
        <translation>在某一步、一段时间之后，或问题解决之时</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>A run, a study or a sweep, or a folder with such in it</source>
        <translation>运行、研究或扫描，或包含它们的文件夹</translation>
    </message>
    <message>
        <source>Save the whole run as it is now</source>
        <translation>保存整个运行的当前状态</translation>
    </message>
    <message>
        <source>Write the network for other programs, and verify it</source>
        <translation>将网络写成其他程序可用的格式，并加以验证</translation>
    </message>
    <message>
        <source>Begin a new run from the current state of this one, and leave this one as it is</source>
        <translation>从当前运行的现状开始一个新运行，当前运行保持不变</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back the last change</source>
        <translation>撤销上一次更改</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Make the change again that was taken back</source>
        <translation>重新做出被撤销的更改</translation>
    </message>
    <message>
        <source>Find a hyperparameter</source>
        <translation>查找超参数</translation>
    </message>
    <message>
        <source>Search the hyperparameters</source>
        <translation>搜索超参数</translation>
    </message>
    <message>
        <source>Find anything…</source>
        <translation>查找任何内容…</translation>
    </message>
    <message>
        <source>Actions, presets, environments, hyperparameters and runs, by typing</source>
        <translation>输入即可查找操作、预设、环境、超参数和运行</translation>
    </message>
    <message>
        <source>Show me around</source>
        <translation>带我看看</translation>
    </message>
    <message>
        <source>A tour of the window, in six stops</source>
        <translation>六步了解这个窗口</translation>
    </message>
    <message>
        <source>Add environments…</source>
        <translation>添加环境…</translation>
    </message>
    <message>
        <source>Import a module of environments of your own</source>
        <translation>导入含有您自己的环境的模块</translation>
    </message>
    <message>
        <source>Show the folder that the run is saved in</source>
        <translation>显示保存该运行的文件夹</translation>
    </message>
    <message>
        <source>Save runs to disk</source>
        <translation>将运行保存到磁盘</translation>
    </message>
    <message>
        <source>Every run that is started from now on is saved automatically</source>
        <translation>此后开始的每个运行都会自动保存</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Arrange the panels to tune and to watch a run</source>
        <translation>按调参和观察训练来排列面板</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>深入观察</translation>
    </message>
    <message>
        <source>Arrange the panels to see what the agent knows</source>
        <translation>按查看智能体所学来排列面板</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Arrange the panels to hold runs against each other</source>
        <translation>排列面板以比较各次运行</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>恢复默认布局</translation>
    </message>
    <message>
        <source>Put all panels back where they were at first in this perspective</source>
        <translation>把此视图中的所有面板恢复到最初的位置</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Fill the screen with the window</source>
        <translation>让窗口占满屏幕</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>手册</translation>
    </message>
    <message>
        <source>Open the manual; in a hyperparameter&apos;s row, at its entry</source>
        <translation>打开手册；焦点在某个超参数行时，打开其条目</translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation>术语表</translation>
    </message>
    <message>
        <source>What the terms mean, in the manual</source>
        <translation>手册中对各术语的解释</translation>
    </message>
    <message>
        <source>What&apos;s new</source>
        <translation>新变化</translation>
    </message>
    <message>
        <source>What changed in each version</source>
        <translation>各版本的变化</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Every key, on one page</source>
        <translation>所有按键，一页看全</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>下一个面板</translation>
    </message>
    <message>
        <source>The keyboard goes to the next panel</source>
        <translation>键盘焦点移到下一个面板</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>上一个面板</translation>
    </message>
    <message>
        <source>The keyboard goes to the panel before</source>
        <translation>键盘焦点移到上一个面板</translation>
    </message>
    <message>
        <source>About DQN Workbench</source>
        <translation>关于 DQN Workbench</translation>
    </message>
    <message>
        <source>What this program is</source>
        <translation>本程序简介</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light or dark as the system is</source>
        <translation>明暗跟随系统设置</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Always light</source>
        <translation>始终使用浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Always dark</source>
        <translation>始终使用深色</translation>
    </message>
    <message>
        <source>The system&apos;s language</source>
        <translation>跟随系统的语言</translation>
    </message>
    <message>
        <source>Undo {step}</source>
        <translation>撤销 {step}</translation>
    </message>
    <message>
        <source>Redo {step}</source>
        <translation>重做 {step}</translation>
    </message>
    <message>
        <source>Forking…</source>
        <translation>正在分支…</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stepping…</source>
        <translation>正在单步…</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Resuming…</source>
        <translation>正在继续…</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Full speed</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>1 step/s</source>
        <translation>1 步/秒</translation>
    </message>
    <message>
        <source>{n} steps/s</source>
        <translation>{n} 步/秒</translation>
    </message>
</context>
<context>
    <name>AddEnvironments</name>
    <message>
        <source>Add environments</source>
        <translation>添加环境</translation>
    </message>
    <message>
        <source>No module is found here by that name; check it, or choose its file.</source>
        <translation>这里找不到该名称的模块；请检查名称，或选择其文件。</translation>
    </message>
    <message>
        <source>The module registers its environments with gymnasium.register().</source>
        <translation>该模块用 gymnasium.register() 注册其环境。</translation>
    </message>
    <message>
        <source>Importing… Until that is done, the window waits.</source>
        <translation>正在导入……完成之前窗口会等待。</translation>
    </message>
    <message>
        <source>Module or file</source>
        <translation>模块或文件</translation>
    </message>
    <message>
        <source>Module, or its .py file</source>
        <translation>模块名，或其 .py 文件</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>The module&apos;s file</source>
        <translation>模块的文件</translation>
    </message>
    <message>
        <source>What adding does</source>
        <translation>添加会做什么</translation>
    </message>
    <message>
        <source>What came of adding</source>
        <translation>添加的结果</translation>
    </message>
    <message>
        <source>Adding runs the code in this file, now and at every start of the window. Add only what you trust.</source>
        <translation>添加后会运行此文件中的代码：现在一次，以后每次启动窗口时再运行。请只添加您信任的文件。</translation>
    </message>
    <message>
        <source>Modules added before</source>
        <translation>以前添加的模块</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>It isn&apos;t imported any more from the next start on</source>
        <translation>从下次启动起不再导入</translation>
    </message>
    <message>
        <source>Imported at every start</source>
        <translation>每次启动时导入</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
</context>
<context>
    <name>BrushedHistogram</name>
    <message>
        <source>Left and right choose a bar, with Shift more of them; Escape chooses none.</source>
        <translation>左右方向键选择一个柱，按住 Shift 选择多个；Esc 取消选择。</translation>
    </message>
    <message>
        <source>{name}: {count} from {low} to {high}. Click or drag to list them.</source>
        <translation>{name}：{low} 至 {high} 有 {count} 条。单击或拖动可列出它们。</translation>
    </message>
</context>
<context>
    <name>CalibrationPanel</name>
    <message>
        <source>What the network predicts appears here, against what greedy episodes returned.</source>
        <translation>这里显示网络的预测，以及贪心回合实际得到的回报。</translation>
    </message>
    <message>
        <source>Predicted against realised</source>
        <translation>预测与实际</translation>
    </message>
    <message>
        <source>The ruler: what a discounted return can be with the rewards and γ as they are, at most r / (1 − γ) where a reward r comes in every step, and r (1 − γ^L) / (1 − γ) where an episode ends after L. A Q-value beyond it is wrong for sure.</source>
        <translation>标尺：在当前奖励与 γ 下，折扣回报所能取到的范围：每步奖励为 r 时最大为 r / (1 − γ)；回合在 L 步后结束时为 r (1 − γ^L) / (1 − γ)。超出标尺的 Q 值必定是错的。</translation>
    </message>
    <message>
        <source>Realised return, discounted</source>
        <translation>实际折扣回报</translation>
    </message>
    <message>
        <source>Predicted Q-values against realised returns</source>
        <translation>预测的 Q 值与实际回报</translation>
    </message>
    <message>
        <source>Environment steps</source>
        <translation>环境步</translation>
    </message>
    <message>
        <source>Bias over time</source>
        <translation>偏差随时间的变化</translation>
    </message>
    <message>
        <source>Episode {episode}, step {step}: predicted {predicted}, realised {realised}</source>
        <translation>第 {episode} 回合第 {step} 步：预测 {predicted}，实际 {realised}</translation>
    </message>
    <message>
        <source>Step {step}: bias {mean}, 80 % from {low} to {high}</source>
        <translation>第 {step} 步：偏差 {mean}，80 % 在 {low} 至 {high} 之间</translation>
    </message>
    <message>
        <source>With Munchausen&apos;s bonus values hold more than rewards: they can&apos;t be compared with what was realised.</source>
        <translation>启用 Munchausen 时价值所含不止奖励，因此不能与实际所得相比。</translation>
    </message>
    <message>
        <source>Q of the steps shown lies from {lowest} to {highest}: within what the rewards allow, {low} to {high}.</source>
        <translation>所示各步的 Q 值从 {lowest} 到 {highest}：在奖励所允许的 {low} 到 {high} 之内。</translation>
    </message>
    <message>
        <source>Q of the steps shown lies from {lowest} to {highest}, and the rewards allow {low} to {high}: what lies outside does so by less than a hundredth of that.</source>
        <translation>所示各步的 Q 值从 {lowest} 到 {highest}，而奖励允许 {low} 到 {high}：超出的部分不到该范围的百分之一。</translation>
    </message>
    <message>
        <source>Q of the steps shown reaches {highest}, but no return can be above {high}: {share} of them lie outside.</source>
        <translation>所示各步的 Q 值最高达 {highest}，但任何回报都不会高于 {high}：其中 {share} 在范围之外。</translation>
    </message>
    <message>
        <source>Q of the steps shown falls to {lowest}, but no return can be below {low}: {share} of them lie outside.</source>
        <translation>所示各步的 Q 值最低到 {lowest}，但任何回报都不会低于 {low}：其中 {share} 在范围之外。</translation>
    </message>
    <message>
        <source>Q of the steps shown lies from {lowest} to {highest}, but every return lies from {low} to {high}: {share} of them lie outside.</source>
        <translation>所示各步的 Q 值从 {lowest} 到 {highest}，但任何回报都在 {low} 到 {high} 之间：其中 {share} 在范围之外。</translation>
    </message>
    <message>
        <source>Nothing is known of this environment&apos;s rewards, so there is no largest possible value.</source>
        <translation>对该环境的奖励一无所知，因此没有最大可能值。</translation>
    </message>
    <message>
        <source>Of all actions, in these states and the buffer&apos;s, it lies from {lowest} to {highest}.</source>
        <translation>在这些状态和缓冲区的状态中，所有动作的 Q 值从 {lowest} 到 {highest}。</translation>
    </message>
    <message>
        <source>Of all actions, in these states and the buffer&apos;s, it lies from {lowest} to {highest}: {share} of those lie outside.</source>
        <translation>在这些状态和缓冲区的状态中，所有动作的 Q 值从 {lowest} 到 {highest}：其中 {share} 在范围之外。</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>偏差</translation>
    </message>
    <message>
        <source>Mean of predicted − realised: above 0 the network over-estimates, below it under-estimates (van Hasselt et al. 2016).</source>
        <translation>预测 − 实际的平均值：大于 0 为高估，小于 0 为低估（van Hasselt 等，2016）。</translation>
    </message>
    <message>
        <source>Between these lie 80 % of predicted − realised.</source>
        <translation>80 % 的“预测 − 实际”在两者之间。</translation>
    </message>
    <message>
        <source>Correlation</source>
        <translation>相关系数</translation>
    </message>
    <message>
        <source>Between predicted and realised: 1 where the network orders all states as their returns do.</source>
        <translation>预测与实际之间的相关：为 1 时，网络对各状态的排序与其回报一致。</translation>
    </message>
    <message>
        <source>Steps / episodes</source>
        <translation>步数 / 回合数</translation>
    </message>
    <message>
        <source>How many steps of how many greedy episodes are compared: Q(s, a) with Σ γᵏ · reward from there.</source>
        <translation>比较了多少个贪心回合的多少步：Q(s, a) 与其后的 Σ γᵏ · 奖励。</translation>
    </message>
    <message>
        <source>Least possible</source>
        <translation>最小可能值</translation>
    </message>
    <message>
        <source>The smallest return that the environment&apos;s rewards and γ allow; below it the plot is shaded.</source>
        <translation>环境的奖励和 γ 所允许的最小回报；其下方的区域带有底色。</translation>
    </message>
    <message>
        <source>Largest possible</source>
        <translation>最大可能值</translation>
    </message>
    <message>
        <source>The largest return that the environment&apos;s rewards and γ allow, such as r / (1 − γ) with r every step: a time limit doesn&apos;t end what a value stands for. Above it the plot is shaded.</source>
        <translation>环境的奖励和 γ 所允许的最大回报，例如每步奖励为 r 时的 r / (1 − γ)：时间限制并不终止价值所代表的内容。其上方的区域带有底色。</translation>
    </message>
    <message>
        <source>Episode&apos;s largest</source>
        <translation>单回合最大值</translation>
    </message>
    <message>
        <source>The same where the episode really ends at its limit of L steps, such as r (1 − γᴸ) / (1 − γ).</source>
        <translation>回合确实在 L 步的限制处结束时的最大值，例如 r (1 − γᴸ) / (1 − γ)。</translation>
    </message>
    <message>
        <source>Predicted Q against realised</source>
        <translation>预测的 Q 与实际回报</translation>
    </message>
    <message>
        <source>Each point is a step of a greedy episode: up, Q(s, a); across, the discounted rewards that followed, with Q of the last state where the episode was cut off. On the diagonal both are equal; above it Q is too large.</source>
        <translation>每个点是贪心回合的一步：纵轴为 Q(s, a)，横轴为其后的折扣奖励；回合被截断时加上最后状态的 Q。对角线上两者相等；其上方 Q 过大。</translation>
    </message>
    <message>
        <source>Mean of predicted − realised at each look, and between which numbers 80 % of it lie.</source>
        <translation>每次查看时“预测 − 实际”的平均值，以及其中 80 % 所在的范围。</translation>
    </message>
</context>
<context>
    <name>CheckpointsPanel</name>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>best {mean}</source>
        <translation>最佳 {mean}</translation>
    </message>
    <message>
        <source>No run is saved.</source>
        <translation>没有保存的运行。</translation>
    </message>
    <message>
        <source>This run isn&apos;t saved.</source>
        <translation>此运行未保存。</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>运行名称</translation>
    </message>
    <message>
        <source>Show the run&apos;s folder</source>
        <translation>显示运行的文件夹</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>保存时间</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>What a run can be rewound to appears here: it is saved every minute, on Pause and on Stop.</source>
        <translation>运行可以返回的时刻显示在这里：每分钟、暂停时和停止时都会保存。</translation>
    </message>
    <message>
        <source>Begin a new run at this checkpoint, with the current hyperparameters, plotted over this one. This run stays as it is.</source>
        <translation>从此检查点以当前的超参数开始一个新运行，其曲线绘于本运行之上。本运行保持不变。</translation>
    </message>
    <message>
        <source>Rewind</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>It can&apos;t be rewound nor forked. Save runs to disk, in the File menu, saves the next one.</source>
        <translation>无法回退或分支。选中“文件”菜单中的“将运行保存到磁盘”后，下一个运行会被保存。</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>Saved by hand: it stays.</source>
        <translation>手动保存：会一直保留。</translation>
    </message>
    <message>
        <source>before a change</source>
        <translation>更改之前</translation>
    </message>
    <message>
        <source>change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Saved before hyperparameters changed: it stays while there is room.</source>
        <translation>在超参数更改之前保存：空间足够时保留。</translation>
    </message>
    <message>
        <source>Go back to this checkpoint and the hyperparameters it had. The current state stays saved as a run of its own.</source>
        <translation>回到此检查点，并恢复当时的超参数。现状会保存为一个独立的运行。</translation>
    </message>
    <message>
        <source>Fork from here</source>
        <translation>由此分支</translation>
    </message>
</context>
<context>
    <name>Coach</name>
    <message>
        <source>Signs of a collapse</source>
        <translation>崩溃的迹象</translation>
    </message>
    <message>
        <source>Values that no return can reach</source>
        <translation>任何回报都达不到的价值</translation>
    </message>
    <message>
        <source>Values of lost states rise</source>
        <translation>失败状态的价值上升</translation>
    </message>
    <message>
        <source>Terminations vanish from the buffer</source>
        <translation>终止从缓冲区中消失</translation>
    </message>
    <message>
        <source>Explored too little</source>
        <translation>探索过少</translation>
    </message>
    <message>
        <source>The learning rate has faded</source>
        <translation>学习率已衰减</translation>
    </message>
    <message>
        <source>A dead layer</source>
        <translation>已失效的层</translation>
    </message>
    <message>
        <source>Dormant units</source>
        <translation>休眠单元</translation>
    </message>
    <message>
        <source>Priorities all alike</source>
        <translation>优先级几乎相同</translation>
    </message>
    <message>
        <source>The gradient is clipped in most updates</source>
        <translation>多数更新的梯度被裁剪</translation>
    </message>
    <message>
        <source>The loss rises, and so do the returns</source>
        <translation>损失上升，回报也上升</translation>
    </message>
    <message>
        <source>The newest {count:.0f} episodes returned {recent:.4g} on average, after returns of up to {best:.4g}, and the network expects {value:.4g} of the buffer&apos;s states on average, where {high:.4g} is the most that a return can be.</source>
        <translation>最新 {count:.0f} 个回合的平均回报为 {recent:.4g}，此前最高为 {best:.4g}；网络对缓冲区中状态的平均预期为 {value:.4g}，而回报最多只能是 {high:.4g}。</translation>
    </message>
    <message>
        <source>Q-values lie from {lowest:.4g} to {highest:.4g}, but every return lies from {low:.4g} to {high:.4g}.</source>
        <translation>Q 值在 {lowest:.4g} 至 {highest:.4g} 之间，但所有回报都在 {low:.4g} 至 {high:.4g} 之间。</translation>
    </message>
    <message>
        <source>The last {count:.0f} steps that ended an episode are worth {reward:.4g}, but the network says {online:.4g}, and its older copy {target:.4g}; other states are worth {usual:.4g}.</source>
        <translation>最近 {count:.0f} 个终止回合的步价值为 {reward:.4g}，网络却给出 {online:.4g}，其较早的副本给出 {target:.4g}；其他状态价值为 {usual:.4g}。</translation>
    </message>
    <message>
        <source>{newer:.2%} of the newer half of the buffer ended an episode, and {older:.2%} of the older half; a batch holds {batch:.2g} of them.</source>
        <translation>缓冲区较新的一半中有 {newer:.2%} 终止了回合，较旧的一半中有 {older:.2%}；每批含 {batch:.2g} 次。</translation>
    </message>
    <message>
        <source>ε is {epsilon:.3g} of a final {end:.3g}, and the mean return {mean:.4g}, where {threshold:.4g} counts as solved.</source>
        <translation>ε 为 {epsilon:.3g}，最终为 {end:.3g}；平均回报为 {mean:.4g}，而达到 {threshold:.4g} 才视为解决。</translation>
    </message>
    <message>
        <source>The learning rate that acts is {rate:.2g}, of a base of {base:.2g}, after {updates:,.0f} updates; the mean return is {mean:.4g}.</source>
        <translation>经过 {updates:,.0f} 次更新，实际学习率为 {rate:.2g}，基准为 {base:.2g}；平均回报为 {mean:.4g}。</translation>
    </message>
    <message>
        <source>None of the {units:.0f} units of layer {layer:.0f} of {layers:.0f} gives anything for any state that was looked at.</source>
        <translation>第 {layer:.0f} 层（共 {layers:.0f} 层）的 {units:.0f} 个单元，对所查看的任何状态都没有输出。</translation>
    </message>
    <message>
        <source>{ess:,.0f} of {stored:,.0f} transitions count, with α {alpha:.2g}.</source>
        <translation>α 为 {alpha:.2g} 时，{stored:,.0f} 条转移中有效的相当于 {ess:,.0f} 条。</translation>
    </message>
    <message>
        <source>{share:.0%} of the last updates had their gradient clipped: its norm is {norm:.3g}, the limit {clip:.3g}.</source>
        <translation>最近的更新中有 {share:.0%} 的梯度被裁剪：其范数为 {norm:.3g}，上限为 {clip:.3g}。</translation>
    </message>
    <message>
        <source>The loss rose from {before:.3g} to {after:.3g} while the mean return rose from {worse:.4g} to {better:.4g}.</source>
        <translation>损失从 {before:.3g} 升至 {after:.3g}，而平均回报从 {worse:.4g} 升至 {better:.4g}。</translation>
    </message>
    <message>
        <source>An agent that no longer fails forgets what failing looks like: its buffer fills with success, values of bad states rise, and then the policy breaks. A smaller learning rate keeps what is there; save a checkpoint now.</source>
        <translation>不再失败的智能体会忘记失败的样子：缓冲区里全是成功，坏状态的价值上升，随后策略崩溃。较小的学习率能保住已学到的；请现在保存一个检查点。</translation>
    </message>
    <message>
        <source>No return can be like that: it is the network&apos;s error. Bootstrapping feeds it back into the targets, and the maximum over actions favours what is too large, not what is too small.</source>
        <translation>回报不可能如此：这是网络的误差。自举把它带回目标，而对动作取最大值偏向过大的误差，而非过小的误差。</translation>
    </message>
    <message>
        <source>The schedule has brought learning almost to a halt, and the returns of training don&apos;t count as solved, or nothing says what would. A schedule that falls over more updates leaves more to learn with.</source>
        <translation>学习率计划已使学习几乎停止，而训练中的回报仍低于解决标准，或没有这样的标准。在更多次更新中下降的计划会留下更多学习余地。</translation>
    </message>
    <message>
        <source>Nothing of these states passes such a layer, and no gradient either, so that learning stands still, at any learning rate, until other states wake a unit. More exploration may bring them; a smaller learning rate from a checkpoint before may spare the layer.</source>
        <translation>这些状态和梯度都无法通过这样的层，因此无论学习率多大，学习都停滞不前，直到其他状态唤醒某个单元。更多的探索也许会带来这样的状态；从此前的检查点以更小的学习率开始，也许能保住这一层。</translation>
    </message>
    <message>
        <source>Their true value is known: the reward, and nothing after it. Where it rises, the network no longer tells lost states from good ones.</source>
        <translation>它们的真实价值是已知的：只有这一步的奖励，其后没有。若它上升，网络便不再能区分失败状态和好状态。</translation>
    </message>
    <message>
        <source>{share:.0%} of the {units:.0f} units of layer {layer:.0f} of {layers:.0f} are dormant.</source>
        <translation>第 {layer:.0f} 层（共 {layers:.0f} 层）的 {units:.0f} 个单元中有 {share:.0%} 处于休眠。</translation>
    </message>
    <message>
        <source>What is never sampled is forgotten, and without terminations nothing keeps values from growing. A larger buffer remembers failures for longer; while it isn&apos;t full, more exploration brings new ones.</source>
        <translation>从不被采样的会被遗忘；没有终止，就没有什么能阻止价值增长。更大的缓冲区能更久地记住失败；缓冲区未满时，更多的探索会带来新的失败。</translation>
    </message>
    <message>
        <source>The agent hardly tries anything new any more, before it has found what pays. A slower decay gives it time.</source>
        <translation>智能体在找到有回报的做法之前，就几乎不再尝试新的动作。更慢的衰减能给它时间。</translation>
    </message>
    <message>
        <source>They give almost nothing for any state, so the network is smaller than it looks and fits new targets less well. A smaller learning rate kills fewer of them.</source>
        <translation>它们对任何状态几乎都没有输出，因此网络比看上去小，更难拟合新的目标。较小的学习率会使更少的单元休眠。</translation>
    </message>
    <message>
        <source>Priorities are almost all alike, so that prioritized replay samples as uniform replay does, and costs more. A larger α tells them further apart.</source>
        <translation>优先级几乎都相同，因此优先回放的采样与均匀回放无异，却更费时间。较大的 α 能拉开差距。</translation>
    </message>
    <message>
        <source>Clipping is meant for the odd large gradient. Where most are cut to one length, large errors and small ones move the network alike, and the learning rate no longer means what it says.</source>
        <translation>裁剪是为偶尔过大的梯度准备的。若多数梯度都被裁到同一长度，大误差和小误差对网络的作用便一样，学习率也不再名副其实。</translation>
    </message>
    <message>
        <source>That is no alarm. Targets grow with the returns, and new states bring new errors: the loss of a bootstrapped target says little about the policy.</source>
        <translation>这不是警报。目标随回报增长，新的状态带来新的误差：自举目标的损失几乎说明不了策略的好坏。</translation>
    </message>
</context>
<context>
    <name>CoachPanel</name>
    <message>
        <source>What stated rules find appears here.</source>
        <translation>这里显示各条规则的发现。</translation>
    </message>
    <message>
        <source>Coach</source>
        <translation>教练</translation>
    </message>
    <message>
        <source>Nothing to say</source>
        <translation>没有要说的</translation>
    </message>
    <message>
        <source>Each rule compares figures of the instruments with a bound that the manual states</source>
        <translation>每条规则把各仪器的数值与手册中写明的界限相比较</translation>
    </message>
    <message>
        <source>{count} rules were looked at.</source>
        <translation>已检查 {count} 条规则。</translation>
    </message>
    <message>
        <source>{count} rules were looked at. These found nothing: {rules}.</source>
        <translation>已检查 {count} 条规则。没有发现的有：{rules}。</translation>
    </message>
    <message>
        <source>These lack what they look at until it trains on: {rules}.</source>
        <translation>以下规则要继续训练后才有可看的数据：{rules}。</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>An action, a preset, an environment, a hyperparameter or a run</source>
        <translation>操作、预设、环境、超参数或运行</translation>
    </message>
    <message>
        <source>What to look for</source>
        <translation>要查找的内容</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>匹配的内容</translation>
    </message>
    <message>
        <source>Nothing fits.</source>
        <translation>没有匹配的内容。</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>What varies isn&apos;t right yet; the reason stands beside it.</source>
        <translation>变化范围还不正确；原因在其旁边。</translation>
    </message>
    <message>
        <source>That is {count} runs, but from the window it must be {fewest} to {most}.</source>
        <translation>共 {count} 次运行，但从窗口启动须为 {fewest} 到 {most} 次。</translation>
    </message>
    <message>
        <source>Give at least two different values, with ; between them.</source>
        <translation>请给出至少两个不同的值，以 ; 分隔。</translation>
    </message>
    <message>
        <source>Both ends must be numbers.</source>
        <translation>两端都必须是数字。</translation>
    </message>
    <message>
        <source>The range is empty: it must begin below its end.</source>
        <translation>范围为空：起点必须小于终点。</translation>
    </message>
    <message>
        <source>Hyperparameters that differ</source>
        <translation>不同的超参数</translation>
    </message>
    <message>
        <source>Changes on the way</source>
        <translation>途中的更改</translation>
    </message>
    <message>
        <source>Versions that differ</source>
        <translation>不同的版本</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Behaviour</source>
        <translation>行为</translation>
    </message>
    <message>
        <source>{better} beats {worse}, decided after {pairs} of at most {budget} pairs of seeds.</source>
        <translation>{better} 胜过 {worse}，在最多 {budget} 对种子中的第 {pairs} 对之后得出。</translation>
    </message>
    <message>
        <source>Nothing is decided after {pairs} of {budget} pairs of seeds.</source>
        <translation>在 {budget} 对种子中的 {pairs} 对之后尚无结论。</translation>
    </message>
    <message>
        <source>Difference A − B</source>
        <translation>差值 A − B</translation>
    </message>
    <message>
        <source>Where both are equal, at most {rate} of comparisons end in a verdict.</source>
        <translation>若两者相同，至多 {rate} 的比较会得出结论。</translation>
    </message>
    <message>
        <source>No seed is finished, so that nothing can be said.</source>
        <translation>还没有完成的种子，因此无法得出结论。</translation>
    </message>
    <message>
        <source>Hand: on {seeds} other seeds the changes were worth {worth} of the mean return.</source>
        <translation>人为：在另外 {seeds} 个种子上，这些更改使平均回报提高 {worth}。</translation>
    </message>
    <message>
        <source>The hand did harm: on {seeds} other seeds the changes cost {worth} of the mean return.</source>
        <translation>干预有害：在另外 {seeds} 个种子上，这些更改使平均回报降低 {worth}。</translation>
    </message>
    <message>
        <source>Can&apos;t be told from luck: on {seeds} other seeds, what the changes were worth may as well be nothing.</source>
        <translation>无法与运气区分：在另外 {seeds} 个种子上，这些更改的价值可能为零。</translation>
    </message>
    <message>
        <source>Worth of the changes</source>
        <translation>更改的价值</translation>
    </message>
    <message>
        <source>With</source>
        <translation>有更改</translation>
    </message>
    <message>
        <source>Without</source>
        <translation>无更改</translation>
    </message>
    <message>
        <source>The run&apos;s own seed</source>
        <translation>该运行自己的种子</translation>
    </message>
    <message>
        <source>Final return</source>
        <translation>最终回报</translation>
    </message>
    <message>
        <source>The changes</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Written: {path}, {count} [section|sections], {size} kB.</source>
        <translation>已写入：{path}，{count} 节，{size} kB。</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>They are equal.</source>
        <translation>二者相同。</translation>
    </message>
    <message>
        <source>{distance} apart, {relative} of the first&apos;s size; the largest difference of a number is {largest}.</source>
        <translation>相距 {distance}，为第一个大小的 {relative}；单个数的最大差为 {largest}。</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>相对</translation>
    </message>
    <message>
        <source>The same greedy action</source>
        <translation>贪心动作相同</translation>
    </message>
    <message>
        <source>{part} of {states} states</source>
        <translation>{states} 个状态中的 {part}</translation>
    </message>
    <message>
        <source>Mean |ΔQ|</source>
        <translation>平均 |ΔQ|</translation>
    </message>
    <message>
        <source>Largest |ΔQ|</source>
        <translation>最大 |ΔQ|</translation>
    </message>
    <message>
        <source>None.</source>
        <translation>无。</translation>
    </message>
    <message>
        <source>None in either.</source>
        <translation>两者都没有。</translation>
    </message>
    <message>
        <source>weights were loaded</source>
        <translation>加载了权重</translation>
    </message>
    <message>
        <source>new episodes were begun</source>
        <translation>开始了新的回合</translation>
    </message>
    <message>
        <source>IQM (95 % interval)</source>
        <translation>四分位均值（95 % 区间）</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>above {score}</source>
        <translation>高于 {score}</translation>
    </message>
    <message>
        <source>Performance profile: how many seeds score</source>
        <translation>性能曲线：得分高于各值的种子占比</translation>
    </message>
    <message>
        <source>Probability of improvement</source>
        <translation>改进概率</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>回报</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最后</translation>
    </message>
    <message>
        <source>Retained</source>
        <translation>保持</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>Forked from</source>
        <translation>分支自</translation>
    </message>
    <message>
        <source>Last written</source>
        <translation>最后写入</translation>
    </message>
    <message>
        <source>The name of its folder, unless you gave it another one</source>
        <translation>其文件夹的名称，除非您另起了名</translation>
    </message>
    <message>
        <source>How the return went, from the beginning to the end</source>
        <translation>回报从头到尾的变化</translation>
    </message>
    <message>
        <source>What it was trained on</source>
        <translation>训练所用的环境</translation>
    </message>
    <message>
        <source>How many of its seeds are finished</source>
        <translation>已完成的种子数</translation>
    </message>
    <message>
        <source>Environment steps, of each seed</source>
        <translation>每个种子的环境步数</translation>
    </message>
    <message>
        <source>The best evaluation&apos;s mean return; over seeds the interquartile mean</source>
        <translation>最佳评估的平均回报；多个种子时为四分位均值</translation>
    </message>
    <message>
        <source>The last evaluation&apos;s mean return; over seeds the interquartile mean</source>
        <translation>最后一次评估的平均回报；多个种子时为四分位均值</translation>
    </message>
    <message>
        <source>Of the evaluations after the first that solved it, how many solved it again</source>
        <translation>首次解决之后的评估中，再次解决的比例</translation>
    </message>
    <message>
        <source>How long it trained, all seeds together</source>
        <translation>训练用时，所有种子合计</translation>
    </message>
    <message>
        <source>The run that it was forked from</source>
        <translation>它由此分支的运行</translation>
    </message>
    <message>
        <source>When something of it was last saved</source>
        <translation>最后一次保存的时间</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Settings (over seeds)</source>
        <translation>设置（跨种子）</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>{name}: {knobs} tried</source>
        <translation>{name}：尝试 {knobs}</translation>
    </message>
    <message>
        <source>{name}, changed on the way</source>
        <translation>{name}，中途有更改</translation>
    </message>
    <message>
        <source>several, in sweeps</source>
        <translation>多个（扫描中）</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>研究</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>can&apos;t be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>{name}, a seed</source>
        <translation>{name}，一个种子</translation>
    </message>
    <message>
        <source>{name}, its seeds are shown below</source>
        <translation>{name}，其种子显示在下方</translation>
    </message>
    <message>
        <source>{name}, its seeds are hidden</source>
        <translation>{name}，其种子已隐藏</translation>
    </message>
    <message>
        <source>Hand or luck</source>
        <translation>人为还是运气</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>with the changes</source>
        <translation>含更改</translation>
    </message>
    <message>
        <source>without the changes</source>
        <translation>不含更改</translation>
    </message>
    <message>
        <source>with</source>
        <translation>含更改</translation>
    </message>
    <message>
        <source>without</source>
        <translation>不含更改</translation>
    </message>
    <message>
        <source>Hyperparameters were changed in its middle</source>
        <translation>中途更改过超参数</translation>
    </message>
    <message>
        <source>Its environment needs the module {module}, which isn&apos;t added here; opening it asks for that.</source>
        <translation>其环境需要模块 {module}，此处尚未添加；打开时会询问。</translation>
    </message>
    <message>
        <source>no curve</source>
        <translation>没有曲线</translation>
    </message>
    <message>
        <source>the return from {first} to {last}</source>
        <translation>回报从 {first} 到 {last}</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>{when}, interrupted</source>
        <translation>{when}，已中断</translation>
    </message>
    <message>
        <source>settings of {run}</source>
        <translation>{run} 的设置</translation>
    </message>
    <message>
        <source>The settings of {run} are those of the next run; stop this one, and press Start.</source>
        <translation>下次运行将采用 {run} 的设置；请停止本次运行，然后按开始。</translation>
    </message>
    <message>
        <source>report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>{curve}: {axis} {x}, {y}, interval from {low} to {high}</source>
        <translation>{curve}：{axis} {x}，{y}，区间 {low} 至 {high}</translation>
    </message>
    <message>
        <source>{curve}: {axis} {x}, {y}</source>
        <translation>{curve}：{axis} {x}，{y}</translation>
    </message>
    <message>
        <source>trial {number}</source>
        <translation>试验 {number}</translation>
    </message>
    <message>
        <source>report seed {seed}</source>
        <translation>报告种子 {seed}</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>report seeds</source>
        <translation>报告种子</translation>
    </message>
    <message>
        <source>So few can&apos;t be told from luck: on {seeds} other seeds the changes gave {worth}; it takes six.</source>
        <translation>样本太少，无法与运气区分：在另外 {seeds} 个种子上，这些更改带来 {worth}；至少需要六个。</translation>
    </message>
</context>
<context>
    <name>ComparedCurvesPanel</name>
    <message>
        <source>Compared curves</source>
        <translation>曲线比较</translation>
    </message>
    <message>
        <source>{count} not drawn</source>
        <translation>{count} 项未绘出</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>绘制内容</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>The mean return of each evaluation</source>
        <translation>每次评估的平均回报</translation>
    </message>
    <message>
        <source>Episodes</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>The return of training&apos;s own episodes, averaged</source>
        <translation>训练回合的回报（平均）</translation>
    </message>
    <message>
        <source>Along</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Along environment steps</source>
        <translation>以环境步数为横轴</translation>
    </message>
    <message>
        <source>Along episodes; studies and sweeps don&apos;t count them</source>
        <translation>以回合为横轴；研究和扫描不计回合</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Along the seconds that it trained</source>
        <translation>以训练秒数为横轴</translation>
    </message>
    <message>
        <source>Over seeds</source>
        <translation>跨种子</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>中位数</translation>
    </message>
    <message>
        <source>The median over seeds, with its 95 % bootstrap interval</source>
        <translation>各种子的中位数及其 95 % 自助法区间</translation>
    </message>
    <message>
        <source>IQM</source>
        <translation>四分位均值</translation>
    </message>
    <message>
        <source>The mean of the middle half of the seeds, with its interval</source>
        <translation>中间一半种子的均值及其区间</translation>
    </message>
    <message>
        <source>Show all of the curves</source>
        <translation>显示全部曲线</translation>
    </message>
    <message>
        <source>Show all of the curves, and follow them</source>
        <translation>显示全部曲线，并跟随</translation>
    </message>
    <message>
        <source>Environment steps</source>
        <translation>环境步数</translation>
    </message>
    <message>
        <source>Time trained (s)</source>
        <translation>训练时间（秒）</translation>
    </message>
    <message>
        <source>Select runs in the table to draw their curves over each other; Ctrl or Shift selects several. Group by Settings draws the seeds of the same settings as one band.</source>
        <translation>在表中选择运行，即可将其曲线叠放绘制；按住 Ctrl 或 Shift 可多选。按设置分组时，相同设置的种子绘成一条带。</translation>
    </message>
    <message>
        <source>What is selected has only just begun: its curve appears here as soon as there is a point.</source>
        <translation>所选内容才刚刚开始：一有数据点，曲线就会出现在这里。</translation>
    </message>
    <message>
        <source>What is selected has no such curve. Choose other curves or another axis above.</source>
        <translation>所选内容没有这种曲线。请在上方选择其他曲线或横轴。</translation>
    </message>
    <message>
        <source>Without such a curve: {names}</source>
        <translation>没有这种曲线：{names}</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>naming {name}</source>
        <translation>命名 {name}</translation>
    </message>
    <message>
        <source>pinning</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>unpinning</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>{count} folders</source>
        <translation>{count} 个文件夹</translation>
    </message>
    <message>
        <source>{name} is in the trash; Undo in the Edit menu brings it back.</source>
        <translation>{name} 已移到回收站；可用编辑菜单中的撤销恢复。</translation>
    </message>
    <message>
        <source>{name} are in the trash; Undo in the Edit menu brings them back.</source>
        <translation>{name} 已移到回收站；可用编辑菜单中的撤销恢复。</translation>
    </message>
    <message>
        <source>deleting {name}</source>
        <translation>删除 {name}</translation>
    </message>
</context>
<context>
    <name>CurvesPanel</name>
    <message>
        <source>Learning curves</source>
        <translation>学习曲线</translation>
    </message>
    <message>
        <source>1 of every {count} points shown; every peak is kept</source>
        <translation>每 {count} 个点显示 1 个，保留全部峰值</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic axis: shows small values beside large ones</source>
        <translation>对数坐标：大值旁边的小值也看得见</translation>
    </message>
    <message>
        <source>Logarithmic axis of {plot}</source>
        <translation>{plot} 的对数坐标</translation>
    </message>
    <message>
        <source>Curves, axis, pictures and data; a right click on the plot opens this too</source>
        <translation>曲线、坐标、图片和数据；在图上单击右键也可打开</translation>
    </message>
    <message>
        <source>Menu of {plot}</source>
        <translation>{plot} 的菜单</translation>
    </message>
    <message>
        <source>What the curves are drawn over; minutes are of training alone</source>
        <translation>曲线的横轴；分钟数只计训练时间</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Show the whole run again and follow it</source>
        <translation>重新显示整个训练并保持跟随</translation>
    </message>
    <message>
        <source>Follow the run</source>
        <translation>跟随训练</translation>
    </message>
    <message>
        <source>What the curves are drawn over</source>
        <translation>曲线的横轴</translation>
    </message>
</context>
<context>
    <name>DesktopFolders</name>
    <message>
        <source>Nothing on this desktop shows folders; this one is {folder}.</source>
        <translation>此桌面没有可显示文件夹的程序；文件夹为 {folder}。</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Close DQN Workbench</source>
        <translation>关闭 DQN Workbench</translation>
    </message>
    <message>
        <source>The run isn&apos;t saved to disk. What it has learned is lost.</source>
        <translation>该运行没有保存到磁盘，已学到的内容将会丢失。</translation>
    </message>
    <message>
        <source>The run is saved first; open it later to train on.</source>
        <translation>运行会先被保存；之后打开即可继续训练。</translation>
    </message>
    <message>
        <source>Save and close</source>
        <translation>保存并关闭</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>A run is in progress. Stop it and close?</source>
        <translation>运行正在进行。要停止并关闭吗？</translation>
    </message>
    <message>
        <source>Keep it open</source>
        <translation>保持打开</translation>
    </message>
    <message>
        <source>Open a run, checkpoint, study or sweep</source>
        <translation>打开运行、检查点、研究或扫描</translation>
    </message>
    <message>
        <source>Add environments of your own</source>
        <translation>添加您自己的环境</translation>
    </message>
    <message>
        <source>Python modules</source>
        <translation>Python 模块</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Load weights</source>
        <translation>载入权重</translation>
    </message>
    <message>
        <source>Keras weights</source>
        <translation>Keras 权重</translation>
    </message>
    <message>
        <source>NumPy archive</source>
        <translation>NumPy 存档</translation>
    </message>
    <message>
        <source>Save weights</source>
        <translation>保存权重</translation>
    </message>
    <message>
        <source>Save the plot</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Write a report</source>
        <translation>撰写报告</translation>
    </message>
    <message>
        <source>a new folder</source>
        <translation>新文件夹</translation>
    </message>
    <message>
        <source>Export the network</source>
        <translation>导出网络</translation>
    </message>
</context>
<context>
    <name>DifferencePanel</name>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Tell the difference</source>
        <translation>显示差异</translation>
    </message>
    <message>
        <source>A is {a}, B is {b}: hyperparameters, weights, and what they do in 1,000 shared states.</source>
        <translation>A 是 {a}，B 是 {b}：超参数、权重，以及它们在 1,000 个共同状态中的行为。</translation>
    </message>
    <message>
        <source>Select two runs in the table to see how they differ.</source>
        <translation>在表中选择两次运行以查看差异。</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Float or dock {panel}</source>
        <translation>浮动或停靠“{panel}”</translation>
    </message>
    <message>
        <source>Hide {panel}; the View menu shows it again</source>
        <translation>隐藏“{panel}”；可在“视图”菜单中重新显示</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Learning curves</source>
        <translation>学习曲线</translation>
    </message>
    <message>
        <source>Hyperparameters</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>Value plane</source>
        <translation>价值平面</translation>
    </message>
    <message>
        <source>Priorities</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>Agent at play</source>
        <translation>智能体演示</translation>
    </message>
    <message>
        <source>Changes and events</source>
        <translation>更改与事件</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Coach</source>
        <translation>教练</translation>
    </message>
    <message>
        <source>Network health</source>
        <translation>网络健康</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>健康</translation>
    </message>
    <message>
        <source>Predicted against realised</source>
        <translation>预测与实际</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Replay explorer</source>
        <translation>回放浏览器</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>回放</translation>
    </message>
    <message>
        <source>Episodes</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>Watch it learn</source>
        <translation>看它学习</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>观看</translation>
    </message>
    <message>
        <source>Robustness</source>
        <translation>稳健性</translation>
    </message>
    <message>
        <source>One update</source>
        <translation>一次更新</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Compared curves</source>
        <translation>曲线比较</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Study or sweep</source>
        <translation>研究或扫描</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Agent at play · {environment}</source>
        <translation>智能体演示 · {environment}</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>智能体</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>capacity is {capacity:,} and batch_size {batch:,}, but a batch can&apos;t be larger than the buffer; raise capacity or lower batch_size.</source>
        <translation>缓冲区容量为 {capacity:,}，batch_size 为 {batch:,}，但一批不能大于缓冲区；请调大缓冲区容量或调小 batch_size。</translation>
    </message>
    <message>
        <source>capacity is {capacity:,} and n_step {n_step}, but the buffer must hold more than n steps; raise capacity.</source>
        <translation>缓冲区容量为 {capacity:,}，n_step 为 {n_step}，但缓冲区必须容纳多于 n 步；请调大缓冲区容量。</translation>
    </message>
    <message>
        <source>capacity is {capacity:,} and num_envs {num_envs}, but the buffer must hold at least {longest_n} steps of each environment; raise capacity or lower num_envs.</source>
        <translation>缓冲区容量为 {capacity:,}，num_envs 为 {num_envs}，但缓冲区至少要容纳每个环境的 {longest_n} 步；请调大缓冲区容量或调小 num_envs。</translation>
    </message>
    <message>
        <source>stop_evaluations is {stop_evaluations} and evaluate_every 0, but without evaluations none can reach a return; raise evaluate_every or set stop_evaluations to 0.</source>
        <translation>stop_evaluations 为 {stop_evaluations} 而 evaluate_every 为 0，但没有评估就无法达到回报；请调大 evaluate_every 或将 stop_evaluations 设为 0。</translation>
    </message>
    <message>
        <source>learning_starts is {learning_starts:,} and capacity {capacity:,}, but learning can&apos;t wait for more than the buffer holds; raise capacity or lower learning_starts.</source>
        <translation>learning_starts 为 {learning_starts:,}，缓冲区容量为 {capacity:,}，但学习不能等待多于缓冲区所能容纳的步数；请调大缓冲区容量或调小 learning_starts。</translation>
    </message>
    <message>
        <source>observation_scaling is running, but {environment} shows pictures, whose brightness has its bounds; set observation_scaling to bounds.</source>
        <translation>observation_scaling 为 running，但 {environment} 观测的是图像，其亮度已有界限；请将 observation_scaling 设为 bounds。</translation>
    </message>
    <message>
        <source>reward_shaping is {shaping}, but {environment} has no pole of whose position and angle that formula makes a reward; set reward_shaping to none or choose {made_for}.</source>
        <translation>reward_shaping 为 {shaping}，但 {environment} 没有可由该公式根据位置和角度计算奖励的杆；请将 reward_shaping 设为 none，或选择 {made_for}。</translation>
    </message>
    <message>
        <source>capacity is {capacity:,}, num_envs {num_envs} and frame_stack {frame_stack}, but the buffer must hold at least {longest_n} frames and a stack of each environment; raise capacity or lower num_envs.</source>
        <translation>缓冲区容量为 {capacity:,}，num_envs 为 {num_envs}，frame_stack 为 {frame_stack}，但缓冲区至少要容纳每个环境的 {longest_n} 帧和一叠帧；请调大缓冲区容量或调小 num_envs。</translation>
    </message>
    <message>
        <source>There is no hyperparameter named {name}. {hint}</source>
        <translation>没有名为 {name} 的超参数。{hint}</translation>
    </message>
    <message>
        <source>{assignment} is not an assignment; write NAME=VALUE, such as gamma=0.99.</source>
        <translation>{assignment} 不是赋值；请写成 NAME=VALUE，例如 gamma=0.99。</translation>
    </message>
    <message>
        <source>{name} is {given}, but must be {allowed}.</source>
        <translation>“{name}”为 {given}，但必须是 {allowed}。</translation>
    </message>
    <message>
        <source>The environment {environment!r} was stepped inside the compiled program</source>
        <translation>环境 {environment!r} 曾在编译的程序中步进</translation>
    </message>
    <message>
        <source>{what} by the module {module_name}, which isn&apos;t imported; to train on, import it, if you trust it, by --import {module_name_2}. (Evaluations don&apos;t need it.)</source>
        <translation>{what}，编译它的是模块 {module_name}，而该模块尚未导入；若要继续训练且信任它，请用 --import {module_name_2} 导入。（评估不需要它。）</translation>
    </message>
    <message>
        <source>The configuration&apos;s value_range must be two numbers with a fraction, the second larger.</source>
        <translation>配置中的 value_range 必须是两个带小数的数，且第二个更大。</translation>
    </message>
    <message>
        <source>{what}, but nothing that is imported compiles it; import the module that registers it as compiled.</source>
        <translation>{what}，但已导入的模块都不能编译它；请导入将其注册为可编译的模块。</translation>
    </message>
    <message>
        <source>The configuration holds {held}, but must hold exactly {expected}.</source>
        <translation>配置包含 {held}，但必须恰好包含 {expected}。</translation>
    </message>
    <message>
        <source>The configuration&apos;s environment and device must be text.</source>
        <translation>配置中的环境和设备必须是文本。</translation>
    </message>
    <message>
        <source>The seed is {value}, but must be a whole number from 0 to {largest_seed}.</source>
        <translation>随机种子为 {value}，但必须是 0 到 {largest_seed} 之间的整数。</translation>
    </message>
    <message>
        <source>There is no preset {name!r}; the presets are: {preset_names}.</source>
        <translation>没有预设 {name!r}；可用的预设有：{preset_names}。</translation>
    </message>
    <message>
        <source>The preset {path!r} holds {unknown}; allowed are title, source, environment, differences and the table [knobs].</source>
        <translation>预设 {path!r} 包含 {unknown}；只允许 title、source、environment、differences 和表 [knobs]。</translation>
    </message>
    <message>
        <source>In the preset {path!r} title, source and environment must be text and [knobs] a table.</source>
        <translation>预设 {path!r} 中的 title、source 和 environment 必须是文本，[knobs] 必须是表。</translation>
    </message>
    <message>
        <source>In the preset {path!r} differences must be a list of sentences.</source>
        <translation>预设 {path!r} 中的 differences 必须是句子的列表。</translation>
    </message>
    <message>
        <source>The preset {path!r} is not a plain file; give the path of a .toml file.</source>
        <translation>预设 {path!r} 不是普通文件；请给出 .toml 文件的路径。</translation>
    </message>
    <message>
        <source>The preset {path!r} has more than {largest_preset_bytes:,} bytes; choose another.</source>
        <translation>预设 {path!r} 超过 {largest_preset_bytes:,} 字节；请选择另一个。</translation>
    </message>
    <message>
        <source>The preset {path!r} can&apos;t be read: {strerror}.</source>
        <translation>无法读取预设 {path!r}：{strerror}。</translation>
    </message>
    <message>
        <source>The preset {path!r} is not valid TOML: {reason}. Fix it and try again.</source>
        <translation>预设 {path!r} 不是有效的 TOML：{reason}。请修正后重试。</translation>
    </message>
    <message>
        <source>The environment {name!r} gave action masks with some of its first observations and not with others; give one with every observation, or set action_mask to false.</source>
        <translation>环境 {name!r} 的首批观测有的带动作掩码，有的不带；请每次观测都给出掩码，或将 action_mask 设为 false。</translation>
    </message>
    <message>
        <source>an edit in it is of a trial that no sweep has</source>
        <translation>其中一项更改所属的试验不可能存在</translation>
    </message>
    <message>
        <source>The folder {path!r} holds a sweep that was begun with different {differs}; repeat the command that began it, change it by --edit, or choose another folder.</source>
        <translation>文件夹 {path!r} 中的扫描是以不同的 {differs} 开始的；请重复开始它的命令，用 --edit 更改它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>In the environment {name!r} {what} failed: {reason}.{hint}</source>
        <translation>环境 {name!r} 中 {what} 失败：{reason}。{hint}</translation>
    </message>
    <message>
        <source>The environment {name!r} {what}.</source>
        <translation>环境 {name!r}：{what}。</translation>
    </message>
    <message>
        <source>There is no Atari game {environment!r}; names look like &apos;ALE/Pong-v5&apos;.</source>
        <translation>没有 Atari 游戏 {environment!r}；名称形如 &apos;ALE/Pong-v5&apos;。</translation>
    </message>
    <message>
        <source>{environment!r} is an Atari game, which needs the optional extra &apos;atari&apos; (ale-py, under the GPL-2); install it with `uv sync --extra atari` and try again.</source>
        <translation>{environment!r} 是 Atari 游戏，需要可选组件 &apos;atari&apos;（ale-py，GPL-2 许可）；请用 `uv sync --extra atari` 安装后重试。</translation>
    </message>
    <message>
        <source>The environment {environment!r} is compiled by this program; register one of your own. (In its place: register yours with Gymnasium first.)</source>
        <translation>环境 {environment!r} 由本程序编译；请注册您自己的环境。（若要取代它，请先在 Gymnasium 中注册您的环境。）</translation>
    </message>
    <message>
        <source>The compiled environment of {shown!r} {breach}; mend it, or set stepping to gymnasium.</source>
        <translation>{shown!r} 的编译环境有问题：{breach}；请修正它，或将 stepping 设为 gymnasium。</translation>
    </message>
    <message>
        <source>The compiled environment of {shown!r} can&apos;t be made: {error}; mend it, or set stepping to gymnasium.</source>
        <translation>无法创建 {shown!r} 的编译环境：{error}；请修正它，或将 stepping 设为 gymnasium。</translation>
    </message>
    <message>
        <source>What is to be known of the environment {environment!r} can&apos;t be read: {error}.</source>
        <translation>无法读取环境 {environment!r} 应有的信息：{error}。</translation>
    </message>
    <message>
        <source>The environment {shown} {action_space}.</source>
        <translation>环境 {shown}：{action_space}。</translation>
    </message>
    <message>
        <source>The environment {shown} has {count:,} actions, but {most_actions:,} are the most, since every one&apos;s value is worked out at every step; choose another environment.</source>
        <translation>环境 {shown} 有 {count:,} 个动作，但最多允许 {most_actions:,} 个，因为每一步都要计算每个动作的价值；请选择另一个环境。</translation>
    </message>
    <message>
        <source>The environment {shown} observes nothing: {observations}; choose another.</source>
        <translation>环境 {shown} 没有任何观测：{observations}；请选择另一个。</translation>
    </message>
    <message>
        <source>The environment {shown} has observations of {size:,} numbers, but {largest_vector:,} are the most, unless they are pictures, uint8 of height, width and 1 or 3 colours; {remedy}.</source>
        <translation>环境 {shown} 的观测有 {size:,} 个数，但最多允许 {largest_vector:,} 个，除非它们是图像（uint8，高 × 宽，1 或 3 个颜色通道）；{remedy}。</translation>
    </message>
    <message>
        <source>The environment {shown} has actions {action_space}, {error}.</source>
        <translation>环境 {shown} 的动作为 {action_space}，{error}。</translation>
    </message>
    <message>
        <source>The environment {shown} {error}.</source>
        <translation>环境 {shown}：{error}。</translation>
    </message>
    <message>
        <source>The environment {shown} can&apos;t be made: {reason}.</source>
        <translation>无法创建环境 {shown}：{reason}。</translation>
    </message>
    <message>
        <source>The environment {shown} can&apos;t be made: {error}.</source>
        <translation>无法创建环境 {shown}：{error}。</translation>
    </message>
    <message>
        <source>The environment {shown} can&apos;t be made without {missing}, which its constructor needs; give it by --env-set, or in its name: {base}({values}).</source>
        <translation>缺少 {missing} 就无法创建环境 {shown}，因为其构造函数需要它；请用 --env-set 给出，或写在名称中：{base}({values})。</translation>
    </message>
    <message>
        <source>The environment {shown} can&apos;t be made: its constructor takes any argument, but what it hands them on to doesn&apos;t take {refused}; check the name, or leave it out.</source>
        <translation>无法创建环境 {shown}：其构造函数接受任意参数，但它转交的对象不接受 {refused}；请检查名称，或将其省略。</translation>
    </message>
    <message>
        <source>Importing {name} failed: {error}{where}.</source>
        <translation>导入 {name} 失败：{error}{where}。</translation>
    </message>
    <message>
        <source>The module {name} registers no environment with Gymnasium, when it is imported or by a function {registration_functions}; call gymnasium.register() in it.</source>
        <translation>模块 {name} 在导入时以及通过函数 {registration_functions} 都没有向 Gymnasium 注册环境；请在其中调用 gymnasium.register()。</translation>
    </message>
    <message>
        <source>{name} is no module&apos;s name; give one such as my_package.environments, or the path of a .py file.</source>
        <translation>{name} 不是模块名；请给出形如 my_package.environments 的名称，或 .py 文件的路径。</translation>
    </message>
    <message>
        <source>There is no file {path} to import.</source>
        <translation>没有可导入的文件 {path}。</translation>
    </message>
    <message>
        <source>The file {path} would be imported as {name}, but another module of that name is loaded already; rename the file.</source>
        <translation>文件 {path} 将以 {name} 为名导入，但已加载另一个同名模块；请重命名该文件。</translation>
    </message>
    <message>
        <source>The file {path} can&apos;t be imported as a module; rename it to a plain name.</source>
        <translation>文件 {path} 不能作为模块导入；请改用简单的文件名。</translation>
    </message>
    <message>
        <source>The module {name} registers its environments by {open_calls}, whose arguments only you know; write a module of your own that imports {name_2} and calls that with them, and import yours.</source>
        <translation>模块 {name} 通过 {open_calls} 注册其环境，而其参数只有您知道；请自己编写一个模块，导入 {name_2} 并以这些参数调用它，然后导入您的模块。</translation>
    </message>
    <message>
        <source>There is no module {name} here or among the installed packages; check the name, install its package, or give the path of its .py file.</source>
        <translation>此处和已安装的包中都没有模块 {name}；请检查名称、安装相应的包，或给出其 .py 文件的路径。</translation>
    </message>
    <message>
        <source>The installed environments {value} can&apos;t be loaded: {error}.</source>
        <translation>无法加载已安装的环境 {value}：{error}。</translation>
    </message>
    <message>
        <source>The environment&apos;s argument {name!r} is {value}, but must be true, false, a finite number, text, or a list of these.</source>
        <translation>环境参数 {name!r} 为 {value}，但必须是 true、false、有限的数、文本，或由它们组成的列表。</translation>
    </message>
    <message>
        <source>The argument {name} of {environment} is {value}, but must be {words}{example}{text}.</source>
        <translation>{environment} 的参数 {name} 为 {value}，但必须是 {words}{example}{text}。</translation>
    </message>
    <message>
        <source>{text!r} is no NAME=VALUE; give an argument of the environment&apos;s constructor, such as is_slippery=false.</source>
        <translation>{text!r} 不是 NAME=VALUE；请给出环境构造函数的参数，例如 is_slippery=false。</translation>
    </message>
    <message>
        <source>The value of {name} has {count:,} characters, but {longest_text:,} are the most.</source>
        <translation>{name} 的值有 {count:,} 个字符，但最多允许 {longest_text:,} 个。</translation>
    </message>
    <message>
        <source>The value of {name} is {value}, which may be meant as {ambiguous} or as text; say {name}={ambiguous}, or {name_2} for the text.</source>
        <translation>{name} 的值为 {value}，可能指 {ambiguous}，也可能指文本；请写 {name}={ambiguous}，若指文本则写 {name_2}。</translation>
    </message>
    <message>
        <source>{count} arguments of the environment were given, but {most_options} are the most.</source>
        <translation>给出了 {count} 个环境参数，但最多允许 {most_options} 个。</translation>
    </message>
    <message>
        <source>The environment {environment!r} can&apos;t be read; the arguments of its constructor go in brackets, text in quotes, such as FrozenLake-v1(is_slippery=false, map_name=&quot;8x8&quot;).</source>
        <translation>无法理解环境 {environment!r}；其构造函数的参数写在括号中，文本加引号，例如 FrozenLake-v1(is_slippery=false, map_name=&quot;8x8&quot;)。</translation>
    </message>
    <message>
        <source>The environment&apos;s argument {name} is chosen by this program and can&apos;t be set.</source>
        <translation>环境参数 {name} 由本程序选定，不能设置。</translation>
    </message>
    <message>
        <source>The value of {name}, {value}, can&apos;t be read; text in a list goes in quotes, and so does the whole for the shell: {name_2}.</source>
        <translation>无法理解 {name} 的值 {value}；列表中的文本要加引号，在 shell 中整体也要加引号：{name_2}。</translation>
    </message>
    <message>
        <source>The environment {environment} takes no argument {name}. {hint}</source>
        <translation>环境 {environment} 没有参数 {name}。{hint}</translation>
    </message>
    <message>
        <source>One of your own is known once its module is imported (command line: --import).</source>
        <translation>您自己的环境在导入其模块后即可使用（命令行：--import）。</translation>
    </message>
    <message>
        <source>The run began with the environment {environment!r} of the module {recorded!r}; the one of that name here is of {here!r}, and may be another.</source>
        <translation>该运行开始时所用的是模块 {recorded!r} 的环境 {environment!r}；此处同名的环境来自 {here!r}，可能不是同一个。</translation>
    </message>
    <message>
        <source>The environment {shown} names a module to import, which is not allowed; name one that Gymnasium has registered, such as CartPole-v1, and import the module of your own by --import MODULE.</source>
        <translation>环境 {shown} 指定了要导入的模块，这是不允许的；请给出已在 Gymnasium 注册的环境，例如 CartPole-v1，并用 --import MODULE 导入您自己的模块。</translation>
    </message>
    <message>
        <source>The environment {shown} comes from the module {module_name}, which isn&apos;t imported; import it, if you trust it, by --import {module_name_2}.</source>
        <translation>环境 {shown} 来自模块 {module_name}，而该模块尚未导入；若信任它，请用 --import {module_name_2} 导入。</translation>
    </message>
    <message>
        <source>Did you mean {near}?</source>
        <translation>您是否想用 {near}？</translation>
    </message>
    <message>
        <source>The command dqn-engine knobs lists them all.</source>
        <translation>命令 dqn-engine knobs 会列出全部超参数。</translation>
    </message>
    <message>
        <source>{words} or {numbers}</source>
        <translation>{words} 或 {numbers}</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>one of {choices}</source>
        <translation>{choices} 之一</translation>
    </message>
    <message>
        <source>one to eight whole numbers from {low:g} to {high:g}, such as 64,64</source>
        <translation>1 到 8 个 {low:g} 到 {high:g} 之间的整数，例如 64,64</translation>
    </message>
    <message>
        <source>a whole number from {low:,} to {high:,}</source>
        <translation>{low:,} 到 {high:,} 之间的整数</translation>
    </message>
    <message>
        <source>a number from {low:.10g} to {high:.10g}</source>
        <translation>{low:.10g} 到 {high:.10g} 之间的数</translation>
    </message>
    <message>
        <source>choose another environment</source>
        <translation>请选择另一个环境</translation>
    </message>
    <message>
        <source>It is a part of a package: import it by its dotted name, from the folder that holds the package.</source>
        <translation>它是某个包的一部分：请在包含该包的文件夹中，用带点的名称导入它。</translation>
    </message>
    <message>
        <source>put the colours last, by np.moveaxis(picture, 0, -1) in the environment</source>
        <translation>请在环境中用 np.moveaxis(picture, 0, -1) 把颜色放在最后</translation>
    </message>
    <message>
        <source>return single frames, height by width with 1 or 3 colours; frame_stack stacks them here</source>
        <translation>请返回单帧（高 × 宽，1 或 3 个颜色通道）；此处由 frame_stack 堆叠</translation>
    </message>
    <message>
        <source>return them as uint8 from 0 to 255; they are scaled here</source>
        <translation>请以 0 到 255 的 uint8 返回；此处会进行缩放</translation>
    </message>
    <message>
        <source>observe the picture alone, with no dictionary or tuple around it, to learn from it as a picture</source>
        <translation>若要作为图像学习，请只观测图像，不要套在字典或元组中</translation>
    </message>
    <message>
        <source>Some that exist: {environment_names}.</source>
        <translation>现有的环境有：{environment_names}。</translation>
    </message>
    <message>
        <source>There is no environment {shown}.</source>
        <translation>没有环境 {shown}。</translation>
    </message>
    <message>
        <source>The environment {environment!r} gave a {what} of {number:.3g}, but learning is done in float32, whose numbers end at {max:.2g}; scale its rewards.</source>
        <translation>环境 {environment!r} 给出的{what}为 {number:.3g}，但学习使用 float32，其上限为 {max:.2g}；请缩小其奖励。</translation>
    </message>
    <message>
        <source>The environment {environment!r} gave the reward {rewards:g}, but rewards must be finite numbers.</source>
        <translation>环境 {environment!r} 给出奖励 {rewards:g}，但奖励必须是有限的数。</translation>
    </message>
    <message>
        <source>The environment {environment!r} has other observations or actions each time it is made; give it the same spaces every time, or set num_envs to 1.</source>
        <translation>环境 {environment!r} 每次创建时的观测或动作都不同；请让它每次使用相同的空间，或将 num_envs 设为 1。</translation>
    </message>
    <message>
        <source>The environment {environment!r} gave observations of shape {shape}, but its space has {shape_2}.</source>
        <translation>环境 {environment!r} 给出形状为 {shape} 的观测，但其空间的形状为 {shape_2}。</translation>
    </message>
    <message>
        <source>v_min is {v_min:g} and v_max {v_max:g}, but C51&apos;s values must rise between them; lower v_min or raise v_max.</source>
        <translation>v_min 为 {v_min:g}，v_max 为 {v_max:g}，但 C51 的价值必须由前者升到后者；请调小 v_min 或调大 v_max。</translation>
    </message>
    <message>
        <source>munchausen is true and value_head {cls_name}, but Munchausen works on expected values only; set munchausen to false or value_head to expected.</source>
        <translation>已开启 Munchausen 而 value_head 为 {cls_name}，但 Munchausen 只适用于期望价值；请关闭 Munchausen，或将 value_head 设为 expected。</translation>
    </message>
    <message>
        <source>loss is squared and value_head {value_head}, but squared errors don&apos;t find quantiles; set loss to huber.</source>
        <translation>损失为 squared 而 value_head 为 {value_head}，但平方误差求不出分位数；请将损失设为 huber。</translation>
    </message>
    <message>
        <source>hidden_sizes is {sizes} and layer_norm true, but a layer of one unit is always 0 once it is normalised; give every layer two units or more, or set layer_norm to false.</source>
        <translation>hidden_sizes 为 {sizes} 且开启了 layer_norm，但只有一个单元的层归一化后恒为 0；请让每层至少有两个单元，或关闭 layer_norm。</translation>
    </message>
    <message>
        <source>C51&apos;s range is {low:g} to {high:g} (v_min, v_max), but with γ {gamma:g} every return in {environment} lies from {low_2:g} to {high_2:g}, so that all values would be learned as {low_3:g}; set v_min and v_max to auto.</source>
        <translation>C51 的范围是 {low:g} 到 {high:g}（v_min、v_max），但当折扣 γ 为 {gamma:g} 时，{environment} 的所有回报都在 {low_2:g} 到 {high_2:g} 之间，因此所有价值都会被学成 {low_3:g}；请将 v_min 和 v_max 设为 auto。</translation>
    </message>
    <message>
        <source>v_min is {v_min} and v_max {v_max}, which in {environment} means {low:g} to {high:g}, but C51&apos;s values must rise between them; lower v_min, raise v_max, or set both to auto.</source>
        <translation>v_min 为 {v_min}，v_max 为 {v_max}，在 {environment} 中即 {low:g} 到 {high:g}，但 C51 的价值必须由前者升到后者；请调小 v_min、调大 v_max，或都设为 auto。</translation>
    </message>
    <message>
        <source>convolutions is {choice}, but this environment&apos;s observations are no images; set convolutions to auto.</source>
        <translation>卷积层为 {choice}，但此环境的观测不是图像；请将卷积层设为 auto。</translation>
    </message>
    <message>
        <source>set convolutions to auto</source>
        <translation>请将卷积层设为 auto</translation>
    </message>
    <message>
        <source>convolutions is {choice}, which needs images of at least {needed} by {needed} pixels, but this environment&apos;s have {height} by {width}; {remedy}.</source>
        <translation>卷积层为 {choice}，需要至少 {needed} × {needed} 像素的图像，但此环境的图像为 {height} × {width}；{remedy}。</translation>
    </message>
    <message>
        <source>The environment {environment!r} gave a reward that isn&apos;t finite.</source>
        <translation>环境 {environment!r} 给出了非有限的奖励。</translation>
    </message>
    <message>
        <source>The watched environment broke and is played no more: {why}</source>
        <translation>所观看的环境已中断，不再演示：{why}</translation>
    </message>
    <message>
        <source>There is no axis {name!r}; there are {shown}, or their numbers from 0.</source>
        <translation>没有坐标轴 {name!r}；可用的有 {shown}，或它们从 0 开始的编号。</translation>
    </message>
    <message>
        <source>Observations of {environment} are pictures, which have no axes; choose another instrument.</source>
        <translation>{environment} 的观测是图像，没有坐标轴；请选择另一个工具。</translation>
    </message>
    <message>
        <source>Observations of {environment} are a single number; a plane needs two.</source>
        <translation>{environment} 的观测只有一个数；平面需要两个。</translation>
    </message>
    <message>
        <source>Fewer than two numbers that {environment} observes vary by degrees, and a plane needs two; the others are places of one-hot numbers, 0 or 1.</source>
        <translation>{environment} 的观测中连续变化的数不足两个，而平面需要两个；其余都是独热数中的一位，只取 0 或 1。</translation>
    </message>
    <message>
        <source>{label} of {environment} is one place of a one-hot number, with nothing between 0 and 1; axes can be {shown}.</source>
        <translation>{environment} 的 {label} 是独热数中的一位，0 与 1 之间没有其他值；坐标轴可以是 {shown}。</translation>
    </message>
    <message>
        <source>Both axes are {label!r}; choose two different ones.</source>
        <translation>两个坐标轴都是 {label!r}；请选择两个不同的。</translation>
    </message>
    <message>
        <source>{name} is {request}, but must be from 1 to {most:,}.</source>
        <translation>{name} 为 {request}，但必须在 1 到 {most:,} 之间。</translation>
    </message>
    <message>
        <source>There is no instrument {name!r}; there are {instruments}.</source>
        <translation>没有工具 {name!r}；可用的有 {instruments}。</translation>
    </message>
    <message>
        <source>Observations of {environment} are pictures, from which no state of the environment can be told.</source>
        <translation>{environment} 的观测是图像，无法由此得知环境的状态。</translation>
    </message>
    <message>
        <source>{environment} isn&apos;t one of the compiled environments, and Gymnasium&apos;s can&apos;t be put into any state. Compiled are CartPole, Acrobot, MountainCar, FrozenLake, CliffWalking and Taxi, and what you register.</source>
        <translation>{environment} 不是编译环境，而 Gymnasium 的环境无法置于任意状态。编译环境有 CartPole、Acrobot、MountainCar、FrozenLake、CliffWalking 和 Taxi，以及您注册的环境。</translation>
    </message>
    <message>
        <source>The compiled environment has no method state_seen(observation), which puts it into a state; add one.</source>
        <translation>编译环境没有可将其置于某一状态的方法 state_seen(observation)；请添加一个。</translation>
    </message>
    <message>
        <source>count is {count}, but must be from 1 to {most_episodes}.</source>
        <translation>count 为 {count}，但必须在 1 到 {most_episodes} 之间。</translation>
    </message>
    <message>
        <source>steps is {steps}, but must be from 0 to {most_steps:,}.</source>
        <translation>steps 为 {steps}，但必须在 0 到 {most_steps:,} 之间。</translation>
    </message>
    <message>
        <source>seed is {seed}, but must be −1, the run&apos;s, or from 0 to {value}.</source>
        <translation>seed 为 {seed}，但必须是 −1（即该运行的种子），或在 0 到 {value} 之间。</translation>
    </message>
    <message>
        <source>The episode of {environment} with seed {seed} is over after {count} of the {count_2} actions; give fewer.</source>
        <translation>{environment} 以种子 {seed} 开始的回合在 {count_2} 个动作中的第 {count} 个之后就结束了；请减少动作。</translation>
    </message>
    <message>
        <source>states is {states}, but must be from 1 to {most_states:,}.</source>
        <translation>states 为 {states}，但必须在 1 到 {most_states:,} 之间。</translation>
    </message>
    <message>
        <source>The replay buffer is empty, so there are no states to ask about; train some steps first.</source>
        <translation>回放缓冲区是空的，没有可查询的状态；请先训练若干步。</translation>
    </message>
    <message>
        <source>{text!r} is no request; write it as NAME=VALUE.</source>
        <translation>{text!r} 不是请求；请写成 NAME=VALUE。</translation>
    </message>
    <message>
        <source>{instrument_name} knows no {name!r}; {allowed}.</source>
        <translation>{instrument_name} 没有 {name!r}；{allowed}。</translation>
    </message>
    <message>
        <source>{name} is {text!r}, but must be {kinds}.</source>
        <translation>{name} 为 {text!r}，但必须是 {kinds}。</translation>
    </message>
    <message>
        <source>The replay buffer is empty; train some steps first.</source>
        <translation>回放缓冲区是空的；请先训练若干步。</translation>
    </message>
    <message>
        <source>{name} is {shown}, but must be a lowest and a highest value, such as {name}=0,1.</source>
        <translation>{name} 为 {shown}，但必须是最小值和最大值，例如 {name}=0,1。</translation>
    </message>
    <message>
        <source>{count} slots were asked for, but at most {most_rows} can be listed.</source>
        <translation>请求了 {count} 个位置，但最多只能列出 {most_rows} 个。</translation>
    </message>
    <message>
        <source>seed is {seed}, but must be 0 or larger.</source>
        <translation>seed 为 {seed}，但必须不小于 0。</translation>
    </message>
    <message>
        <source>size is 1, but a map needs 2 points or more along each axis.</source>
        <translation>size 为 1，但图的每个坐标轴至少需要 2 个点。</translation>
    </message>
    <message>
        <source>Observations of {environment} are pictures, and playing it in many worlds takes too long.</source>
        <translation>{environment} 的观测是图像，在许多世界中演示太耗时。</translation>
    </message>
    <message>
        <source>The constructor of {base} takes no numbers, so that its world can&apos;t be changed from there.</source>
        <translation>{base} 的构造函数不接受数值，因此无法由此改变它的世界。</translation>
    </message>
    <message>
        <source>The numbers that the constructor of {base} takes change nothing where this agent was trained, since {values} are off there; name one as x, which turns it on: {off}.</source>
        <translation>{base} 的构造函数所接受的数值在该智能体训练时不起作用，因为 {values} 在那里是关闭的；请将以下之一设为 x 来开启：{off}。</translation>
    </message>
    <message>
        <source>{count} worlds, {count_2} episodes in each and up to {limit:,} steps in an episode are {most:,} steps, but {most_played:,} are the most; choose a smaller size or fewer episodes.</source>
        <translation>{count} 个世界、每个 {count_2} 回合、每回合最多 {limit:,} 步，共 {most:,} 步，但最多允许 {most_played:,} 步；请减小 size 或减少回合。</translation>
    </message>
    <message>
        <source>There is no {name!r} to change, only {usual}.</source>
        <translation>没有可改变的 {name!r}，只有 {usual}。</translation>
    </message>
    <message>
        <source>{name} goes from {low:g} to {high:g}, but the first must be smaller than the second.</source>
        <translation>{name} 从 {low:g} 到 {high:g}，但前者必须小于后者。</translation>
    </message>
    <message>
        <source>{name} goes from {low:g} to {high:g}, but is a probability, from 0 to 1.</source>
        <translation>{name} 从 {low:g} 到 {high:g}，但它是概率，必须在 0 到 1 之间。</translation>
    </message>
    <message>
        <source>Both axes are {x_name}; choose two different numbers.</source>
        <translation>两个坐标轴都是 {x_name}；请选择两个不同的数。</translation>
    </message>
    <message>
        <source>{name} is {value}, but must be from 0, which leaves it open, to {high}.</source>
        <translation>{name} 为 {value}，但必须在 0（即不限定）到 {high} 之间。</translation>
    </message>
    <message>
        <source>{axis_name} goes from {values:g} to {values_2:g}, but must be from {low:g} to {high:g}; choose other limits for it.</source>
        <translation>{axis_name} 从 {values:g} 到 {values_2:g}，但必须在 {low:g} 到 {high:g} 之间；请为它选择其他界限。</translation>
    </message>
    <message>
        <source>{environment} has {seen} observations and {actions} actions, but the agent knows {observation_size} and {action_count}; choose another number to change.</source>
        <translation>{environment} 有 {seen} 个观测和 {actions} 个动作，但智能体只知道 {observation_size} 个和 {action_count} 个；请选择改变另一个数。</translation>
    </message>
    <message>
        <source>{name} is 0 where the agent was trained, which says nothing about its range; give its limits, x_low and x_high or y_low and y_high.</source>
        <translation>{name} 在训练该智能体时为 0，由此无法得知其范围；请给出界限 x_low 和 x_high，或 y_low 和 y_high。</translation>
    </message>
    <message>
        <source>States of {environment} are numbers without a map; a map is known of FrozenLake, CliffWalking and Taxi.</source>
        <translation>{environment} 的状态是没有地图的编号；有地图的是 FrozenLake、CliffWalking 和 Taxi。</translation>
    </message>
    <message>
        <source>state is {given:g}, but the states of {environment} are whole numbers from 0 to {size}.</source>
        <translation>state 为 {given:g}，但 {environment} 的状态是 0 到 {size} 之间的整数。</translation>
    </message>
    <message>
        <source>state has {state:g} for {observation_labels}, but in {environment} that is from {low:g} to {high:g}.</source>
        <translation>state 中 {observation_labels} 为 {state:g}，但在 {environment} 中它在 {low:g} 到 {high:g} 之间。</translation>
    </message>
    <message>
        <source>state isn&apos;t one-hot, but observations of {environment} are: one number is 1, the others 0; the number of the state alone will do.</source>
        <translation>state 不是独热的，而 {environment} 的观测是：一个数为 1，其余为 0；也可以只给出状态的编号。</translation>
    </message>
    <message>
        <source>Observations of {environment} are pictures, and a state can&apos;t be given as numbers.</source>
        <translation>{environment} 的观测是图像，状态不能以数值给出。</translation>
    </message>
    <message>
        <source>state has {count} numbers, but observations of {environment} have {size}.</source>
        <translation>state 有 {count} 个数，但 {environment} 的观测有 {size} 个。</translation>
    </message>
    <message>
        <source>gamma is 1, and play without end then has no finite value; the truth needs a gamma below 1.</source>
        <translation>折扣 γ 为 1，无尽的演示就没有有限的价值；真值要求折扣 γ 小于 1。</translation>
    </message>
    <message>
        <source>munchausen is true, and Q-values then hold the added log-probabilities of actions besides the rewards; there are no returns to hold them to.</source>
        <translation>已开启 Munchausen，Q 值除奖励外还包含动作的对数概率；没有可与之比较的回报。</translation>
    </message>
    <message>
        <source>States of {name} are numbers, which have no axes; leave x and y out.</source>
        <translation>{name} 的状态是编号，没有坐标轴；请不要给出 x 和 y。</translation>
    </message>
    <message>
        <source>reward_shaping is a formula for CartPole&apos;s observations, which a table doesn&apos;t have.</source>
        <translation>reward_shaping 是针对 CartPole 观测的公式，而表格环境没有这些观测。</translation>
    </message>
    <message>
        <source>No point of this plane is a state of {environment}; choose other axes, or another state.</source>
        <translation>此平面上没有一点是 {environment} 的状态；请选择其他坐标轴或另一个状态。</translation>
    </message>
    <message>
        <source>States of {environment} are numbers, which have no axes, and its compiled environment is no CompiledTable, which would give their values.</source>
        <translation>{environment} 的状态是编号，没有坐标轴，而其编译环境不是可给出其价值的 CompiledTable。</translation>
    </message>
    <message>
        <source>{name} is {value}, but must be from {low} to {high:,}.</source>
        <translation>{name} 为 {value}，但必须在 {low} 到 {high:,} 之间。</translation>
    </message>
    <message>
        <source>The replay buffer is empty, so there is nothing to update with; train some steps first.</source>
        <translation>回放缓冲区是空的，没有可用于更新的内容；请先训练若干步。</translation>
    </message>
    <message>
        <source>slot is {slot}, which holds no transition that can be sampled; slots are whole numbers from {min} to {max}, and −1 is the next batch&apos;s first.</source>
        <translation>slot 为 {slot}，那里没有可采样的转移；位置是 {min} 到 {max} 之间的整数，−1 表示下一批的第一个。</translation>
    </message>
    <message>
        <source>size is {size}, but must be from {least_size} to {largest_size}.</source>
        <translation>size 为 {size}，但必须在 {least_size} 到 {largest_size} 之间。</translation>
    </message>
    <message>
        <source>States of {environment} are numbers, which have no axes; leave x and y out.</source>
        <translation>{environment} 的状态是编号，没有坐标轴；请不要给出 x 和 y。</translation>
    </message>
    <message>
        <source>actions are those of an episode that is played again; set replay to true, and its seed.</source>
        <translation>actions 是重新演示的回合的动作；请将 replay 设为 true，并给出其种子。</translation>
    </message>
    <message>
        <source>action is {action}, but must be −1, each, or from 0 to {count}: {shown}.</source>
        <translation>action 为 {action}，但必须是 −1（即每一个），或在 0 到 {count} 之间：{shown}。</translation>
    </message>
    <message>
        <source>steps is {steps}, but must be from 0, the time limit, to {most_steps:,}.</source>
        <translation>steps 为 {steps}，但必须在 0（即时间限制）到 {most_steps:,} 之间。</translation>
    </message>
    <message>
        <source>seed is {seed}, but must be from 0 to {value}.</source>
        <translation>seed 为 {seed}，但必须在 0 到 {value} 之间。</translation>
    </message>
    <message>
        <source>state was given and replay is true; choose one of the two to begin from.</source>
        <translation>既给出了 state，又将 replay 设为 true；请选择其一作为起点。</translation>
    </message>
    <message>
        <source>actions has {wrong:g}, but actions are whole numbers from 0 to {count}.</source>
        <translation>actions 中有 {wrong:g}，但动作是 0 到 {count} 之间的整数。</translation>
    </message>
    <message>
        <source>Action {action}, {label}, is forbidden there by the environment&apos;s mask.</source>
        <translation>动作 {action}（{label}）在那里被环境的掩码禁止。</translation>
    </message>
    <message>
        <source>{error} An episode can be played again instead: replay=true with its seed and its actions, as the instrument episodes tells them.</source>
        <translation>{error}也可以重新演示一个回合：replay=true，并给出其种子和动作，正如工具 episodes 所示。</translation>
    </message>
    <message>
        <source>{environment} isn&apos;t in the same state again with the same seed and actions, so that two futures can&apos;t be compared; give its randomness to self.np_random, which the seed sets.</source>
        <translation>{environment} 以相同的种子和动作不会再次到达相同的状态，因此两个未来无法比较；请让其随机性来自由种子设定的 self.np_random。</translation>
    </message>
    <message>
        <source>Opened; resume to train on.</source>
        <translation>已打开；继续即可接着训练。</translation>
    </message>
    <message>
        <source>A new episode begins: this environment can&apos;t be put back into the middle of one.</source>
        <translation>新的回合开始：此环境无法回到回合的中途。</translation>
    </message>
    <message>
        <source>There is no run. {otherwise}</source>
        <translation>没有运行。{otherwise}</translation>
    </message>
    <message>
        <source>All {limit_steps:,} steps are done; resume to end the run.</source>
        <translation>全部 {limit_steps:,} 步已完成；继续即可结束运行。</translation>
    </message>
    <message>
        <source>A run is active; stop it first.</source>
        <translation>有运行正在进行；请先停止它。</translation>
    </message>
    <message>
        <source>The run as it ended could not be saved whole.</source>
        <translation>运行结束时的状态未能完整保存。</translation>
    </message>
    <message>
        <source>The run could not be ended properly.</source>
        <translation>运行未能正常结束。</translation>
    </message>
    <message>
        <source>Loading TensorFlow.</source>
        <translation>正在加载 TensorFlow。</translation>
    </message>
    <message>
        <source>The device can&apos;t be used.</source>
        <translation>该设备无法使用。</translation>
    </message>
    <message>
        <source>Choose cpu.</source>
        <translation>请选择 cpu。</translation>
    </message>
    <message>
        <source>Install the program again.</source>
        <translation>请重新安装本程序。</translation>
    </message>
    <message>
        <source>The engine could not be loaded.</source>
        <translation>引擎无法加载。</translation>
    </message>
    <message>
        <source>Start again; if it recurs, report the details.</source>
        <translation>请重新开始；若再次发生，请报告详细信息。</translation>
    </message>
    <message>
        <source>Lower batch_size (now {batch_size:,}, try {half:,}) or capacity (now {capacity:,})</source>
        <translation>请调小 batch_size（现为 {batch_size:,}，可试 {half:,}）或缓冲区容量（现为 {capacity:,}）</translation>
    </message>
    <message>
        <source>{lower} and continue with what was learned: {command}.</source>
        <translation>{lower}，并用已学到的内容继续：{command}。</translation>
    </message>
    <message>
        <source>Lower the learning rate or the Huber δ, or turn the gradient clip on, and start again.</source>
        <translation>请调小学习率或 Huber δ，或开启梯度裁剪，然后重新开始。</translation>
    </message>
    <message>
        <source>Learning was stopped: the loss is no longer finite.</source>
        <translation>学习已停止：损失不再是有限的数。</translation>
    </message>
    <message>
        <source>What was learned is not lost; fix the environment and resume the run, or start again.</source>
        <translation>已学到的没有丢失；请修正环境后继续该运行，或重新开始。</translation>
    </message>
    <message>
        <source>The environment broke off the run.</source>
        <translation>环境中断了运行。</translation>
    </message>
    <message>
        <source>Free some space and continue from the newest checkpoint, or start again.</source>
        <translation>请腾出一些空间，从最新的检查点继续，或重新开始。</translation>
    </message>
    <message>
        <source>The batch, the buffer or the network is too large for this machine.</source>
        <translation>批、缓冲区或网络对这台机器来说太大了。</translation>
    </message>
    <message>
        <source>Choose a smaller batch_size, capacity or network and start again.</source>
        <translation>请选择更小的 batch_size、缓冲区容量或网络，然后重新开始。</translation>
    </message>
    <message>
        <source>{lower} and start again.</source>
        <translation>{lower}，然后重新开始。</translation>
    </message>
    <message>
        <source>Lower the learning rate or the Huber δ, or turn the gradient clip on, and start again, or open {path}.</source>
        <translation>请调小学习率或 Huber δ，或开启梯度裁剪，然后重新开始，或打开 {path}。</translation>
    </message>
    <message>
        <source>The run was ended by an error.</source>
        <translation>运行因错误而结束。</translation>
    </message>
    <message>
        <source>The run was ended.</source>
        <translation>运行已结束。</translation>
    </message>
    <message>
        <source>Fix that and start again.</source>
        <translation>请修正后重新开始。</translation>
    </message>
    <message>
        <source>The run can&apos;t begin.</source>
        <translation>运行无法开始。</translation>
    </message>
    <message>
        <source>Mend the environment and start again.</source>
        <translation>请修正环境后重新开始。</translation>
    </message>
    <message>
        <source>The run was ended: a disk is full.</source>
        <translation>运行已结束：磁盘已满。</translation>
    </message>
    <message>
        <source>The run was ended: memory ran out.</source>
        <translation>运行已结束：内存耗尽。</translation>
    </message>
    <message>
        <source>Only a run that is training can be paused.</source>
        <translation>只有正在训练的运行才能暂停。</translation>
    </message>
    <message>
        <source>Only a paused run can be resumed.</source>
        <translation>只有已暂停的运行才能继续。</translation>
    </message>
    <message>
        <source>Only a paused run can be stepped; pause it first.</source>
        <translation>只有已暂停的运行才能单步；请先暂停。</translation>
    </message>
    <message>
        <source>{steps} steps were asked for, but it must be at least 1.</source>
        <translation>请求了 {steps} 步，但至少须为 1。</translation>
    </message>
    <message>
        <source>There is no run to stop.</source>
        <translation>没有可停止的运行。</translation>
    </message>
    <message>
        <source>Hyperparameters take effect at Start.</source>
        <translation>超参数在开始时生效。</translation>
    </message>
    <message>
        <source>The run has ended; hyperparameters take effect in the next run.</source>
        <translation>运行已结束；超参数在下次运行时生效。</translation>
    </message>
    <message>
        <source>The speed is {speed}, but must be above 0 and at most 100.</source>
        <translation>速度为 {speed}，但必须大于 0 且不超过 100。</translation>
    </message>
    <message>
        <source>There is nothing to save yet.</source>
        <translation>还没有可保存的内容。</translation>
    </message>
    <message>
        <source>There is nothing to fork.</source>
        <translation>没有可分支的内容。</translation>
    </message>
    <message>
        <source>There are no weights to save yet.</source>
        <translation>还没有可保存的权重。</translation>
    </message>
    <message>
        <source>There is no network to export yet.</source>
        <translation>还没有可导出的网络。</translation>
    </message>
    <message>
        <source>{instrument_name} was asked by a {kind}, but must be by a {name}.</source>
        <translation>对 {instrument_name} 的请求是 {kind}，但必须是 {name}。</translation>
    </message>
    <message>
        <source>The rate is {most_hz} looks a second, but must be above 0 and at most 1,000.</source>
        <translation>频率为每秒 {most_hz} 次，但必须大于 0 且不超过 1,000。</translation>
    </message>
    <message>
        <source>The checkpoint {path!r} can&apos;t be used: {error}.</source>
        <translation>检查点 {path!r} 无法使用：{error}。</translation>
    </message>
    <message>
        <source>its weights are not those it names</source>
        <translation>它的权重与其所说的不符</translation>
    </message>
    <message>
        <source>its {name} is {arrays} in the state but {said} in the manifest</source>
        <translation>其 {name} 在状态中为 {arrays}，但在清单中为 {said}</translation>
    </message>
    <message>
        <source>its {field} is {there:,}, but {here:,} in the run&apos;s history</source>
        <translation>其 {field} 为 {there:,}，但运行的历史中为 {here:,}</translation>
    </message>
    <message>
        <source>The program was closed before the export was verified; nothing was written.</source>
        <translation>程序在导出验证完成前关闭；没有写入任何内容。</translation>
    </message>
    <message>
        <source>The run has no folder, or has ended; give it a folder at Start to save checkpoints.</source>
        <translation>该运行没有文件夹，或已结束；请在开始时给出文件夹以保存检查点。</translation>
    </message>
    <message>
        <source>The run is saved in no folder, so it can&apos;t be forked; give it a folder at Start.</source>
        <translation>该运行没有保存在文件夹中，因此无法分支；请在开始时给出文件夹。</translation>
    </message>
    <message>
        <source>The run was not left, since it can&apos;t be saved: {reason}</source>
        <translation>没有离开该运行，因为它无法保存：{reason}</translation>
    </message>
    <message>
        <source>No checkpoint was saved: memory ran out; choose a smaller capacity.</source>
        <translation>没有保存检查点：内存耗尽；请选择更小的缓冲区容量。</translation>
    </message>
    <message>
        <source>{path!r} doesn&apos;t hold the weights that were loaded at step {env_step:,}.</source>
        <translation>{path!r} 不包含在第 {env_step:,} 步载入的权重。</translation>
    </message>
    <message>
        <source>The network of this run has {wanted}, and the one in {name!r} hasn&apos;t, so its weights would mean something else here; open the file where there is no run, which makes one for it.</source>
        <translation>此运行的网络有 {wanted}，而 {name!r} 中的没有，因此其权重在这里含义不同；请在没有运行时打开该文件，那时会为它新建一个运行。</translation>
    </message>
    <message>
        <source>All {limit_steps:,} steps are done.</source>
        <translation>全部 {limit_steps:,} 步已完成。</translation>
    </message>
    <message>
        <source>The engine knows no command {name}.</source>
        <translation>引擎没有命令 {name}。</translation>
    </message>
    <message>
        <source>An error ended it; the failure&apos;s report says why.</source>
        <translation>因错误而结束；失败报告说明了原因。</translation>
    </message>
    <message>
        <source>An evaluation reached a return of {goal:g}: {newest:.1f}.</source>
        <translation>一次评估达到了回报 {goal:g}：{newest:.1f}。</translation>
    </message>
    <message>
        <source>{count} evaluations in a row reached a return of {goal:g}; the last one {newest:.1f}.</source>
        <translation>连续 {count} 次评估达到了回报 {goal:g}；最后一次为 {newest:.1f}。</translation>
    </message>
    <message>
        <source>The checkpoint {name!r} is damaged: {error}.</source>
        <translation>检查点 {name!r} 已损坏：{error}。</translation>
    </message>
    <message>
        <source>it was made by a newer version of this program (schema {schema}; this one reads {known})</source>
        <translation>它由本程序的更新版本创建（模式 {schema}；此版本读取 {known}）</translation>
    </message>
    <message>
        <source>it has the parts {parts} instead of {parts_2}</source>
        <translation>其组成部分为 {parts}，而不是 {parts_2}</translation>
    </message>
    <message>
        <source>The checkpoint {name!r} can&apos;t be used: {error}.</source>
        <translation>检查点 {name!r} 无法使用：{error}。</translation>
    </message>
    <message>
        <source>its manifest is not that of a checkpoint of this program</source>
        <translation>其清单不是本程序检查点的清单</translation>
    </message>
    <message>
        <source>its manifest says schema {schema}, which no version has</source>
        <translation>其清单称模式为 {schema}，而没有任何版本使用它</translation>
    </message>
    <message>
        <source>its manifest is not what was saved: its SHA-256 differs</source>
        <translation>其清单与保存时不符：SHA-256 不同</translation>
    </message>
    <message>
        <source>{what}; open it with that version</source>
        <translation>{what}；请用该版本打开</translation>
    </message>
    <message>
        <source>{what}, or its manifest is damaged</source>
        <translation>{what}，或者其清单已损坏</translation>
    </message>
    <message>
        <source>All {last_step:,} steps are done.</source>
        <translation>全部 {last_step:,} 步已完成。</translation>
    </message>
    <message>
        <source>{finished:,} trainings were finished before.</source>
        <translation>此前已完成 {finished:,} 次训练。</translation>
    </message>
    <message>
        <source>{preset}, seed {seed}: final {final:,.1f}, best {best:,.1f} ({seconds:.1f} s); {done} of at most {total} trainings</source>
        <translation>{preset}，种子 {seed}：最终 {final:,.1f}，最佳 {best:,.1f}（{seconds:.1f} 秒）；最多 {total} 次训练中的第 {done} 次</translation>
    </message>
    <message>
        <source>Nor are the runs of {count} more seeds.</source>
        <translation>另有 {count} 个种子的运行也未完整保存。</translation>
    </message>
    <message>
        <source>{preset}: seed {number} of {count} · step {step:,} · mean {mean:,.1f} · {left}</source>
        <translation>{preset}：第 {number}/{count} 个种子 · 第 {step:,} 步 · 平均 {mean:,.1f} · {left}</translation>
    </message>
    <message>
        <source>The importance of hyperparameters needs Optuna, which isn&apos;t installed; install the extra &apos;sweep&apos;.</source>
        <translation>超参数的重要性需要 Optuna，但尚未安装；请安装附加组件 &apos;sweep&apos;。</translation>
    </message>
    <message>
        <source>The importance of hyperparameters is told of {least} complete trials or more, which differ; there are {count}.</source>
        <translation>超参数的重要性需要至少 {least} 个已完成且不同的试验；现有 {count} 个。</translation>
    </message>
    <message>
        <source>The folder {folder!r} was begun with different {differs}; repeat the command that began it, or choose another folder.</source>
        <translation>文件夹 {folder!r} 是以不同的 {differs} 开始的；请重复开始它的命令，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path!r} can&apos;t be read ({reason}); choose another folder.</source>
        <translation>无法读取 {path!r}（{reason}）；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path!r} says other things than the tables beside it; continue it by --resume, or choose another folder.</source>
        <translation>{path!r} 的内容与其旁边的表格不符；请用 --resume 继续，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>To train on, also import the module that compiles it, by --import {module}.</source>
        <translation>若要继续训练，还需用 --import {module} 导入编译它的模块。</translation>
    </message>
    <message>
        <source>but it must be bool or int8 of shape ({count},), 1 for each action that is allowed</source>
        <translation>但必须是形状为 ({count},) 的 bool 或 int8，每个允许的动作为 1</translation>
    </message>
    <message>
        <source>a list of {values}</source>
        <translation>包含{values}的列表</translation>
    </message>
    <message>
        <source>follows the old Gym interface: its reset() returned {result}, but must return an observation and a dict; {remedy}</source>
        <translation>使用旧的 Gym 接口：其 reset() 返回了 {result}，但必须返回观测和字典；{remedy}</translation>
    </message>
    <message>
        <source>gave {flag} for `{name}`, {flag_2}, but it must be True or False; return bool({name})</source>
        <translation>给出的 `{name}` 为 {flag}（{flag_2}），但必须是 True 或 False；请返回 bool({name})</translation>
    </message>
    <message>
        <source>has a reset() that takes no options, which Gymnasium&apos;s wrappers give it. Give it reset(self, *, seed=None, options=None); the options may be left alone</source>
        <translation>其 reset() 不接受 options，而 Gymnasium 的包装器会给出它。请改为 reset(self, *, seed=None, options=None)；options 可以不用</translation>
    </message>
    <message>
        <source>gave two action masks with {call}, in its observation and in info, that allow no action in common; give one of them only</source>
        <translation>在 {call} 时给出了两个动作掩码（观测中和 info 中各一个），它们没有共同允许的动作；请只给出其中一个</translation>
    </message>
    <message>
        <source> The action was numpy.{action}, as action_space.sample() gives it.</source>
        <translation>动作为 numpy.{action}，与 action_space.sample() 给出的一样。</translation>
    </message>
    <message>
        <source>follows the old Gym interface: its step() returned 4 values</source>
        <translation>使用旧的 Gym 接口：其 step() 返回了 4 个值</translation>
    </message>
    <message>
        <source>{what}, but must return 5: observation, reward, terminated, truncated and a dict; {remedy}</source>
        <translation>{what}，但必须返回 5 个：观测、奖励、terminated、truncated 和字典；{remedy}</translation>
    </message>
    <message>
        <source>gave a masked value (numpy.ma) for `{name}`, but it must be True or False</source>
        <translation>给出的 `{name}` 是掩码值（numpy.ma），但必须是 True 或 False</translation>
    </message>
    <message>
        <source>follows the old Gym interface: its reset() takes no seed. Give it reset(self, *, seed=None, options=None), which returns the observation and a dict; {remedy}</source>
        <translation>使用旧的 Gym 接口：其 reset() 不接受种子。请改为 reset(self, *, seed=None, options=None)，返回观测和字典；{remedy}</translation>
    </message>
    <message>
        <source>gave an info of {info}, but it must be a dict</source>
        <translation>给出的 info 是 {info}，但必须是字典</translation>
    </message>
    <message>
        <source>gave an action mask with {call}, but none with its first reset(); give one with every observation, or set action_mask to false</source>
        <translation>在 {call} 时给出了动作掩码，但首次 reset() 时没有；请每次观测都给出，或将 action_mask 设为 false</translation>
    </message>
    <message>
        <source>gave no action mask with {call}, but one with its first reset(); give one with every observation, or set action_mask to false</source>
        <translation>在 {call} 时没有给出动作掩码，但首次 reset() 时给出了；请每次观测都给出，或将 action_mask 设为 false</translation>
    </message>
    <message>
        <source>gave an action mask that is itself masked (numpy.ma), {wanted}</source>
        <translation>给出的动作掩码本身带掩码（numpy.ma），{wanted}</translation>
    </message>
    <message>
        <source>gave an action mask of type {dtype}, {wanted}</source>
        <translation>给出类型为 {dtype} 的动作掩码，{wanted}</translation>
    </message>
    <message>
        <source>gave an action mask of shape {shape}, {wanted}</source>
        <translation>给出形状为 {shape} 的动作掩码，{wanted}</translation>
    </message>
    <message>
        <source>gave an action mask with {other} in it, {wanted}</source>
        <translation>给出含有 {other} 的动作掩码，{wanted}</translation>
    </message>
    <message>
        <source>gave an observation without the {action_mask!r} that its observation space has</source>
        <translation>给出的观测缺少其观测空间所有的 {action_mask!r}</translation>
    </message>
    <message>
        <source>gave an action mask with {call} that allows no action, but the episode goes on; allow one, or terminate the episode in the step before</source>
        <translation>在 {call} 时给出了不允许任何动作的掩码，但回合仍在继续；请允许一个动作，或在前一步终止回合</translation>
    </message>
    <message>
        <source>gave an action mask of {given}, {wanted}</source>
        <translation>给出的动作掩码是 {given}，{wanted}</translation>
    </message>
    <message>
        <source>{cut} after {step:,} steps, but an episode of Gymnasium&apos;s is after {limit:,}</source>
        <translation>{cut}（在 {step:,} 步之后），而 Gymnasium 的回合在 {limit:,} 步之后截断</translation>
    </message>
    <message>
        <source>is cut off</source>
        <translation>被截断</translation>
    </message>
    <message>
        <source>isn&apos;t cut off</source>
        <translation>未被截断</translation>
    </message>
    <message>
        <source>observes {seen} where Gymnasium&apos;s does {observation}</source>
        <translation>观测为 {seen}，而 Gymnasium 的为 {observation}</translation>
    </message>
    <message>
        <source>goes from {seen} by action {action} to {one} where Gymnasium&apos;s goes to {observation}</source>
        <translation>以动作 {action} 从 {seen} 到 {one}，而 Gymnasium 的到 {observation}</translation>
    </message>
    <message>
        <source>allows {mask} where Gymnasium&apos;s allows {allowed}</source>
        <translation>允许 {mask}，而 Gymnasium 的允许 {allowed}</translation>
    </message>
    <message>
        <source>goes on to {one} from the state that its own step() left, where Gymnasium&apos;s goes to {observation}: step() leaves something out, since from what state_in() gives both agree</source>
        <translation>从它自己的 step() 留下的状态走到 {one}，而 Gymnasium 的走到 {observation}：step() 遗漏了某些内容，因为从 state_in() 给出的状态出发两者一致</translation>
    </message>
    <message>
        <source>begins in a state of type {name}, but it must be a named tuple of tensors</source>
        <translation>开始时的状态类型为 {name}，但必须是张量的具名元组</translation>
    </message>
    <message>
        <source>begins in a state without a field step [] int32, which counts the steps of the episode</source>
        <translation>开始时的状态没有用于计数回合步数的字段 step [] int32</translation>
    </message>
    <message>
        <source>gives {what} from step(), without {lacking}; return StepResult(state, reward, terminated, truncated) of dqn_engine.environments.compiled.environment, or a named tuple with these fields</source>
        <translation>step() 给出 {what}，缺少 {lacking}；请返回 dqn_engine.environments.compiled.environment 的 StepResult(state, reward, terminated, truncated)，或带有这些字段的具名元组</translation>
    </message>
    <message>
        <source>gives a state of type {name} from step(), but it must be a named tuple of tensors</source>
        <translation>step() 给出的状态类型为 {name}，但必须是由张量组成的具名元组</translation>
    </message>
    <message>
        <source>begins in a state of {before}, but a step leads to one of {after}; both must be alike</source>
        <translation>开始时的状态为 {before}，但一步之后为 {after}；两者必须一致</translation>
    </message>
    <message>
        <source>calls Python in the middle of a step, by tf.numpy_function or tf.py_function, which can&apos;t be compiled; write it with TensorFlow&apos;s functions</source>
        <translation>在一步之中通过 tf.numpy_function 或 tf.py_function 调用 Python，这无法编译；请用 TensorFlow 的函数来写</translation>
    </message>
    <message>
        <source>a plain tuple of {values}</source>
        <translation>包含{values}的普通元组</translation>
    </message>
    <message>
        <source>has {name} of {number!r}, but it must be a whole number of at least {least}</source>
        <translation>其 {name} 为 {number!r}，但必须是不小于 {least} 的整数</translation>
    </message>
    <message>
        <source>gives {allowed} for the allowed actions, but it must be bool [{action_count}], since the environment in Gymnasium has {action_count} actions</source>
        <translation>允许的动作给出 {allowed}，但必须是 bool [{action_count}]，因为 Gymnasium 中的环境有 {action_count} 个动作</translation>
    </message>
    <message>
        <source>allows no action where an episode begins; allow one</source>
        <translation>回合开始时不允许任何动作；请允许一个</translation>
    </message>
    <message>
        <source>begins in a state of {before}, but state_seen gives one of {kinds}; both must be alike</source>
        <translation>开始时的状态为 {before}，但 state_seen 给出 {kinds}；两者必须一致</translation>
    </message>
    <message>
        <source>decides or loops by Python&apos;s if, while, for, and, or or not on a tensor, whose value isn&apos;t known when it is compiled; use tf.where, tf.logical_and and the like, or tf.while_loop</source>
        <translation>用 Python 的 if、while、for、and、or 或 not 对张量作判断或循环，而编译时还不知道它的值；请使用 tf.where、tf.logical_and 等，或 tf.while_loop</translation>
    </message>
    <message>
        <source>takes the value of a tensor out of TensorFlow, as by .numpy(), int(), float() or a function of NumPy, but it isn&apos;t known when it is compiled; use TensorFlow&apos;s functions</source>
        <translation>把张量的值取出 TensorFlow（例如用 .numpy()、int()、float() 或 NumPy 的函数），但编译时还不知道它；请使用 TensorFlow 的函数</translation>
    </message>
    <message>
        <source>has no method `allowed`, but the environment in Gymnasium gives action masks</source>
        <translation>没有方法 `allowed`，但 Gymnasium 中的环境给出动作掩码</translation>
    </message>
    <message>
        <source>observes {given} numbers, but the environment in Gymnasium has {size}</source>
        <translation>观测 {given} 个数，但 Gymnasium 中的环境有 {size}</translation>
    </message>
    <message>
        <source>The environment {shown} can&apos;t be made: {error}. Check what its constructor was given: {given}.</source>
        <translation>无法创建环境 {shown}：{error}。请检查给其构造函数的参数：{given}。</translation>
    </message>
    <message>
        <source>The module {name} registers {environment!r}, which was registered already; the newest counts.</source>
        <translation>模块 {name} 注册了 {environment!r}，它已被注册过；以最新的为准。</translation>
    </message>
    <message>
        <source>The argument screen_size of {environment} is {value}, but pictures have {smallest} to {largest} pixels a side; 84 are usual, 42 learn four times as fast.</source>
        <translation>{environment} 的参数 screen_size 为 {value}，但图像的边长须为 {smallest} 到 {largest} 像素；通常为 84，42 的学习速度是其四倍。</translation>
    </message>
    <message>
        <source>is {value}, but it is a probability; give a number from 0 to 1</source>
        <translation>为 {value}，但它是概率；请给出 0 到 1 之间的数</translation>
    </message>
    <message>
        <source>is none, which makes another map each time: training and evaluations would each have their own; give one of {names}, or a map of your own as desc, such as {example}</source>
        <translation>为 none，这样每次都会生成另一张地图：训练和评估会各有各的地图；请给出 {names} 之一，或用 desc 给出自己的地图，例如 {example}</translation>
    </message>
    <message>
        <source>is {value!r}, but the maps are {names}; give one of them, or a map of your own as desc, such as {example}</source>
        <translation>为 {value!r}，但地图有 {names}；请给出其中之一，或用 desc 给出自己的地图，例如 {example}</translation>
    </message>
    <message>
        <source>is no map; give rows of letters, such as {example}</source>
        <translation>不是地图；请给出由字母组成的行，例如 {example}</translation>
    </message>
    <message>
        <source>has rows of {lengths} letters, but all must be equally long</source>
        <translation>各行有 {lengths} 个字母，但所有行必须一样长</translation>
    </message>
    <message>
        <source>has the letter {letter!r}, but only S (start), F (frozen), H (hole) and G (goal) are known</source>
        <translation>含有字母 {letter!r}，但只认识 S（起点）、F（冰面）、H（洞）和 G（目标）</translation>
    </message>
    <message>
        <source>has no {letters}; a map needs an S, where episodes start, and a G, the goal</source>
        <translation>没有 {letters}；地图需要一个 S（回合的起点）和一个 G（目标）</translation>
    </message>
    <message>
        <source>The argument {name} of {environment} {wrong}.</source>
        <translation>{environment} 的参数 {name} {wrong}。</translation>
    </message>
    <message>
        <source>has an {name} of {given}{old}, which isn&apos;t one of Gymnasium&apos;s; make it of gymnasium.spaces, such as gymnasium.spaces.{example}</source>
        <translation>其 {name} 是 {given}{old}，不是 Gymnasium 的；请用 gymnasium.spaces 构造，例如 gymnasium.spaces.{example}</translation>
    </message>
    <message>
        <source>has no {name}; set one in its __init__, such as gymnasium.spaces.{example}</source>
        <translation>没有 {name}；请在其 __init__ 中设置，例如 gymnasium.spaces.{example}</translation>
    </message>
    <message>
        <source>The value of {name} is {value}, which is read as no finite number; give a finite one, or {quoted} for the text.</source>
        <translation>{name} 的值是 {value}，它不是有限的数；请给出有限的数，若是指文本，请写成 {quoted}。</translation>
    </message>
    <message>
        <source>The environment&apos;s argument self can&apos;t be set; it is the environment itself.</source>
        <translation>不能设置环境的参数 self；它就是环境本身。</translation>
    </message>
    <message>
        <source>It takes: {known}.</source>
        <translation>它接受：{known}。</translation>
    </message>
    <message>
        <source>one value</source>
        <translation>一个值</translation>
    </message>
    <message>
        <source>The environment {environment!r} gave an observation that isn&apos;t finite: its number {index} (from 0) is {number}.</source>
        <translation>环境 {environment!r} 给出的观测不是有限的：其第 {index} 个数（从 0 起）是 {number}。</translation>
    </message>
    <message>
        <source>The environment {environment!r} gave an observation whose number {index} (from 0) is {number:.3g}, but learning is done in float32, whose numbers end at {max:.2g}; scale it.</source>
        <translation>环境 {environment!r} 给出的观测中，第 {index} 个数（从 0 起）是 {number:.3g}，但学习用 float32 进行，其数值止于 {max:.2g}；请缩放它。</translation>
    </message>
    <message>
        <source>{environment} has no {name!r} that can be changed; {there}.</source>
        <translation>{environment} 没有可更改的 {name!r}；{there}。</translation>
    </message>
    <message>
        <source>{name} is {value:g}, but must be from {low:g} to {high:g}.</source>
        <translation>{name} 为 {value:g}，但必须在 {low:g} 到 {high:g} 之间。</translation>
    </message>
    <message>
        <source>there are {names}</source>
        <translation>有 {names}</translation>
    </message>
    <message>
        <source>there is none</source>
        <translation>没有任何一个</translation>
    </message>
    <message>
        <source>{environment} can&apos;t be pushed; only CartPole can.</source>
        <translation>不能推动 {environment}；只有 CartPole 可以。</translation>
    </message>
    <message>
        <source>The push is {cart:g} m/s and {pole:g} rad/s, but neither can be above {most:g}.</source>
        <translation>推力为 {cart:g} m/s 和 {pole:g} rad/s，但两者都不能超过 {most:g}。</translation>
    </message>
    <message>
        <source>It gave no reason.</source>
        <translation>它没有给出原因。</translation>
    </message>
    <message>
        <source>The agent plays; choose to play by hand first.</source>
        <translation>现在由智能体操作；请先选择手动操作。</translation>
    </message>
    <message>
        <source>action is {action}, but must be from 0 to {last}.</source>
        <translation>动作为 {action}，但必须在 0 到 {last} 之间。</translation>
    </message>
    <message>
        <source>The environment&apos;s mask forbids {action} in this state; take another action.</source>
        <translation>环境的掩码在此状态下禁止 {action}；请采取其他动作。</translation>
    </message>
    <message>
        <source>Observations of {environment} are pictures, whose past networks would fill the memory; none is saved.</source>
        <translation>{environment} 的观测是图像，其过去的网络会占满内存；没有保存任何一个。</translation>
    </message>
    <message>
        <source>The passenger rides in the taxi and wants to go to {goal}.</source>
        <translation>乘客在出租车上，要去 {goal}。</translation>
    </message>
    <message>
        <source>The passenger waits at {place} and wants to go to {goal}.</source>
        <translation>乘客在 {place} 等候，要去 {goal}。</translation>
    </message>
    <message>
        <source>Time limits don&apos;t count, since learning bootstraps where they cut an episode off; what comes after {horizon} steps, of which a reward counts at most {weight:.2g}, is left out.</source>
        <translation>不计时间限制，因为学习在其截断回合处进行自举；{horizon} 步之后的部分略去，其中一份奖励至多按 {weight:.2g} 计入。</translation>
    </message>
    <message>
        <source>Exact: the policy&apos;s values solve a linear equation, and no time limit ends an episode.</source>
        <translation>精确值：策略的价值由线性方程解出，没有时间限制会结束回合。</translation>
    </message>
    <message>
        <source>Time limits don&apos;t count, since learning bootstraps where they cut an episode off: what isn&apos;t over after {horizon} steps is taken to go on for ever, at {always:g} a step.</source>
        <translation>不计时间限制，因为学习在其截断回合处进行自举：{horizon} 步后仍未结束的，视为以每步 {always:g} 永远继续。</translation>
    </message>
    <message>
        <source>Compiling the program, about 3 s.</source>
        <translation>正在编译程序，约 3 秒。</translation>
    </message>
    <message>
        <source>It raised {error}, which nothing of this program does.</source>
        <translation>它引发了 {error}，本程序没有任何部分会这样做。</translation>
    </message>
    <message>
        <source>Weights loaded; resume to train on from them.</source>
        <translation>权重已载入；继续即可由此接着训练。</translation>
    </message>
    <message>
        <source>{instrument_name} failed: {error}.</source>
        <translation>{instrument_name} 失败：{error}。</translation>
    </message>
    <message>
        <source>{error} It is open read-only: fork it to train on.</source>
        <translation>{error}它以只读方式打开：要继续训练请分支。</translation>
    </message>
    <message>
        <source>The run {path!r} can&apos;t be written ({strerror}). It is open read-only.</source>
        <translation>运行 {path!r} 无法写入（{strerror}）。它以只读方式打开。</translation>
    </message>
    <message>
        <source>The pace is {steps_per_second} steps a second, but must be 0, as fast as possible, or at least 0.01.</source>
        <translation>速度为每秒 {steps_per_second} 步，但必须为 0（尽可能快）或至少 0.01。</translation>
    </message>
    <message>
        <source>Began from step {env_step} of {name}. {trouble}</source>
        <translation>从 {name} 的第 {env_step} 步开始。{trouble}</translation>
    </message>
    <message>
        <source>The export was cancelled; nothing was written.</source>
        <translation>导出已取消；没有写入任何内容。</translation>
    </message>
    <message>
        <source>An error that nobody foresaw: {error}</source>
        <translation>未预料到的错误：{error}</translation>
    </message>
    <message>
        <source>{error} Its episode was given up and a new one begun ({count} of {most_broken}).</source>
        <translation>{error}其回合已放弃，并开始了新的回合（第 {count} 次，最多 {most_broken} 次）。</translation>
    </message>
    <message>
        <source>At environment step {first_step:,} the loss or its gradient overflowed; the last finite weights stay.</source>
        <translation>在第 {first_step:,} 环境步，损失或其梯度溢出；保留最后的有限权重。</translation>
    </message>
    <message>
        <source>An evaluation was given up, since the environment broke: {error}</source>
        <translation>因环境中断，一次评估已放弃：{error}</translation>
    </message>
    <message>
        <source>{stop_minutes:g} minutes of training are over.</source>
        <translation>{stop_minutes:g} 分钟的训练已结束。</translation>
    </message>
    <message>
        <source>One minute of training is over.</source>
        <translation>1 分钟的训练已结束。</translation>
    </message>
    <message>
        <source>&apos;{name}.safetensors&apos; doesn&apos;t hold what the manifest says</source>
        <translation>&apos;{name}.safetensors&apos; 的内容与清单不符</translation>
    </message>
    <message>
        <source>it has {total:,} bytes, but only {free:,} of memory are free to open it in</source>
        <translation>它有 {total:,} 字节，但只有 {free:,} 字节内存可用于打开</translation>
    </message>
    <message>
        <source>The checkpoint {name!r} can&apos;t be used: {name_2} is {said} in it but {wanted} here; nothing was changed.</source>
        <translation>检查点 {name!r} 无法使用：{name_2} 在其中为 {said}，在这里为 {wanted}；未作任何更改。</translation>
    </message>
    <message>
        <source>it has no {manifest}</source>
        <translation>它没有 {manifest}</translation>
    </message>
    <message>
        <source>its manifest can&apos;t be read: {error}</source>
        <translation>无法读取其清单：{error}</translation>
    </message>
    <message>
        <source>{file_name!r} is not what was saved: its size or SHA-256 differs</source>
        <translation>{file_name!r} 与保存时不符：大小或 SHA-256 不同</translation>
    </message>
    <message>
        <source>&apos;{name}.safetensors&apos; can&apos;t be read: {strerror}</source>
        <translation>无法读取 &apos;{name}.safetensors&apos;：{strerror}</translation>
    </message>
    <message>
        <source>{key} in &apos;{name}.safetensors&apos; is not finite</source>
        <translation>&apos;{name}.safetensors&apos; 中的 {key} 不是有限的数</translation>
    </message>
    <message>
        <source>&apos;{name}.safetensors&apos; has {bytes:,} bytes, which are more than its arrays take</source>
        <translation>&apos;{name}.safetensors&apos; 有 {bytes:,} 字节，超过其数组所需</translation>
    </message>
    <message>
        <source>The checkpoint {name!r} can&apos;t be used: {name_2} has more rows than its shape says.</source>
        <translation>检查点 {name!r} 无法使用：{name_2} 的行数多于其形状所示。</translation>
    </message>
    <message>
        <source>The checkpoint was not saved: {name} is not finite, so no run could resume from it.</source>
        <translation>没有保存检查点：{name} 不是有限的数，没有运行能由此继续。</translation>
    </message>
    <message>
        <source>{file_name!r} can&apos;t be read: {error}</source>
        <translation>无法读取 {file_name!r}：{error}</translation>
    </message>
    <message>
        <source>{file_name!r} is not what was saved: {error}</source>
        <translation>{file_name!r} 与保存时不符：{error}</translation>
    </message>
    <message>
        <source>{run!r} holds no checkpoint, so it can&apos;t be resumed, forked or looked at; train a new run instead (its config.json, if there is one, holds the settings).</source>
        <translation>{run!r} 没有检查点，因此无法继续、分支或查看；请训练新的运行（若有 config.json，其中有设置）。</translation>
    </message>
    <message>
        <source>{parent!r} holds no checkpoint of step {env_steps:,}; saved are: {steps}.</source>
        <translation>{parent!r} 没有第 {env_steps:,} 步的检查点；已保存的有：{steps}。</translation>
    </message>
    <message>
        <source>its manifest says generation {generation} of step {env_steps}</source>
        <translation>其清单称为第 {generation} 代、第 {env_steps} 步</translation>
    </message>
    <message>
        <source>it is a link; put there what it leads to</source>
        <translation>它是链接；请将其指向的内容放在那里</translation>
    </message>
    <message>
        <source>No checkpoint of {run!r} is whole, so it can&apos;t be resumed, forked or looked at. {troubles}</source>
        <translation>{run!r} 没有完好的检查点，因此无法继续、分支或查看。{troubles}</translation>
    </message>
    <message>
        <source>The run {parent!r} can&apos;t be resumed or forked. {troubles}</source>
        <translation>运行 {parent!r} 无法继续或分支。{troubles}</translation>
    </message>
    <message>
        <source>There is no format {name!r}; the formats are: {export_formats}.</source>
        <translation>没有格式 {name!r}；可用的格式有：{export_formats}。</translation>
    </message>
    <message>
        <source>A name for {title} must end in {ending}, but this one is {name!r}.</source>
        <translation>{title} 的文件名必须以 {ending} 结尾，但这个是 {name!r}。</translation>
    </message>
    <message>
        <source>{path!r} is a folder; choose the name of a file.</source>
        <translation>{path!r} 是文件夹；请选择文件名。</translation>
    </message>
    <message>
        <source>{path!r} exists already, but {title} needs a folder of its own; choose another.</source>
        <translation>{path!r} 已存在，但 {title} 需要自己的文件夹；请选择另一个。</translation>
    </message>
    <message>
        <source>The name {target_name!r}… is too long: with {ending}, which is written beside it, it has {size} bytes, but {longest} are the most here; choose a shorter one.</source>
        <translation>名称 {target_name!r}… 太长：加上写在旁边的 {ending} 共 {size} 字节，但此处最多允许 {longest} 字节；请选择更短的名称。</translation>
    </message>
    <message>
        <source>Exporting to {title} needs what isn&apos;t installed, {missing}; get it with: pip install &apos;dqn-workbench[{extra}]&apos;, or in a checkout: uv sync --extra {extra}.</source>
        <translation>导出为 {title} 需要 {missing}，但尚未安装；请用以下命令安装：pip install &apos;dqn-workbench[{extra}]&apos;，或在源码目录中：uv sync --extra {extra}。</translation>
    </message>
    <message>
        <source>The policy can&apos;t be exported to {title}: {reason}; choose another format.</source>
        <translation>策略无法导出为 {title}：{reason}；请选择另一种格式。</translation>
    </message>
    <message>
        <source>The network&apos;s own values are not finite, so that no export can be verified; load weights that are finite.</source>
        <translation>网络自身的值不是有限的数，任何导出都无法验证；请载入有限的权重。</translation>
    </message>
    <message>
        <source>The export gives values of shape {shape}, or not finite ones, where {shape_2} are expected; nothing was written.</source>
        <translation>导出给出的值形状为 {shape} 或不是有限的数，而应为 {shape_2}；没有写入任何内容。</translation>
    </message>
    <message>
        <source>The export is not the policy: values differ by up to {greatest:.3g} (allowed {allowed:.3g}) and {fraction:.1%} of the greedy actions are equal; nothing was written, choose another format.</source>
        <translation>导出与策略不符：值最多相差 {greatest:.3g}（允许 {allowed:.3g}），贪心动作有 {fraction:.1%} 相同；没有写入任何内容，请选择另一种格式。</translation>
    </message>
    <message>
        <source>The export can&apos;t be loaded back: {reason}; nothing was written, choose another format.</source>
        <translation>导出无法重新载入：{reason}；没有写入任何内容，请选择另一种格式。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be written: {reason}; choose another place.</source>
        <translation>无法写入 {name}：{reason}；请选择另一个位置。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be written: there is no folder {folder}; create it or choose another.</source>
        <translation>无法写入 {name}：没有文件夹 {folder}；请创建它或选择另一个。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be written: a part of {folder} is a file; choose a folder.</source>
        <translation>无法写入 {name}：{folder} 的一部分是文件；请选择文件夹。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be written: it is a folder; choose the name of a file.</source>
        <translation>无法写入 {name}：它是文件夹；请选择文件名。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be written: it or its folder is protected; choose another place.</source>
        <translation>无法写入 {name}：它或其文件夹受保护；请选择另一个位置。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be written: the disk is full; free some space and save again.</source>
        <translation>无法写入 {name}：磁盘已满；请腾出一些空间后再次保存。</translation>
    </message>
    <message>
        <source>{name}… can&apos;t be written: the name is too long; choose a shorter one.</source>
        <translation>无法写入 {name}…：名称太长；请选择更短的名称。</translation>
    </message>
    <message>
        <source>{target!r} can&apos;t be written: it is not a plain file; choose another name.</source>
        <translation>无法写入 {target!r}：它不是普通文件；请选择另一个名称。</translation>
    </message>
    <message>
        <source>it holds more than {most_members} things, which no network has</source>
        <translation>它包含超过 {most_members} 项，没有网络会有这么多</translation>
    </message>
    <message>
        <source>{name} has {count} bytes, but says {file_size}</source>
        <translation>{name} 有 {count} 字节，但声称有 {file_size} 字节</translation>
    </message>
    <message>
        <source>{name} unpacks to {file_size:,} bytes, but at most {most_bytes:,} are expected</source>
        <translation>{name} 解压后为 {file_size:,} 字节，但预期最多 {most_bytes:,} 字节</translation>
    </message>
    <message>
        <source>it is truncated or damaged and can&apos;t be opened as an archive</source>
        <translation>它被截断或损坏，无法作为压缩包打开</translation>
    </message>
    <message>
        <source>it holds {count} things, but no network has more than {most_members}</source>
        <translation>它包含 {count} 项，但没有网络会超过 {most_members} 项</translation>
    </message>
    <message>
        <source>{name} is truncated or damaged and can&apos;t be read</source>
        <translation>{name} 被截断或损坏，无法读取</translation>
    </message>
    <message>
        <source>{name} is encrypted or compressed in an unusual way</source>
        <translation>{name} 已加密或以不寻常的方式压缩</translation>
    </message>
    <message>
        <source>it holds {name} twice</source>
        <translation>它包含两个 {name}</translation>
    </message>
    <message>
        <source>{name!r} has {count:,} bytes instead of {bytes:,}</source>
        <translation>{name!r} 有 {count:,} 字节，而不是 {bytes:,} 字节</translation>
    </message>
    <message>
        <source>{name!r} is not what was saved: its SHA-256 differs</source>
        <translation>{name!r} 与保存时不符：SHA-256 不同</translation>
    </message>
    <message>
        <source>{name!r} has a header of more than {largest_header_bytes:,} bytes</source>
        <translation>{name!r} 的文件头超过 {largest_header_bytes:,} 字节</translation>
    </message>
    <message>
        <source>{name!r} is not a safetensors file that this program writes: {error}</source>
        <translation>{name!r} 不是本程序写入的 safetensors 文件：{error}</translation>
    </message>
    <message>
        <source>There is no file or folder {path!r}; give a run, a checkpoint or a weights file.</source>
        <translation>没有文件或文件夹 {path!r}；请给出运行、检查点或权重文件。</translation>
    </message>
    <message>
        <source>The folder {path!r} holds neither a run nor a checkpoint; choose another.</source>
        <translation>文件夹 {path!r} 既没有运行也没有检查点；请选择另一个。</translation>
    </message>
    <message>
        <source>{path!r} can&apos;t be read: {strerror}.</source>
        <translation>无法读取 {path!r}：{strerror}。</translation>
    </message>
    <message>
        <source>Event files need TensorBoard, which isn&apos;t installed; install the extra &apos;tensorboard&apos; or set tensorboard to false.</source>
        <translation>事件文件需要 TensorBoard，但尚未安装；请安装可选组件 &apos;tensorboard&apos;，或将 TensorBoard 文件设为 false。</translation>
    </message>
    <message>
        <source>The history {path!r} can&apos;t be opened; check that it can be read.</source>
        <translation>无法打开历史 {path!r}；请检查它是否可读。</translation>
    </message>
    <message>
        <source>The history {path!r} can&apos;t be used: {why}.</source>
        <translation>历史 {path!r} 无法使用：{why}。</translation>
    </message>
    <message>
        <source>{path!r} is a history of schema {schema}, but this version reads schema {history_schema}; open it with the version that wrote it.</source>
        <translation>{path!r} 是模式为 {schema} 的历史，但此版本读取模式 {history_schema}；请用写入它的版本打开。</translation>
    </message>
    <message>
        <source>The history {path!r} is missing.</source>
        <translation>历史 {path!r} 不存在。</translation>
    </message>
    <message>
        <source> The action was numpy.{kind}({action}), the type that action_space.sample() gives; an environment that needs Python&apos;s int must convert it with int(action).</source>
        <translation>动作为 numpy.{kind}({action})，即 action_space.sample() 给出的类型；需要 Python int 的环境必须用 int(action) 转换。</translation>
    </message>
    <message>
        <source>error: {sentence}</source>
        <translation>错误：{sentence}</translation>
    </message>
    <message>
        <source>The code of an environment raised {error}; mend it.</source>
        <translation>环境的代码引发了 {error}；请修正它。</translation>
    </message>
    <message>
        <source>{given} can&apos;t be compared; give two to {most} runs, checkpoints or weights files.</source>
        <translation>无法比较 {given}；请给出两个至 {most} 个运行、检查点或权重文件。</translation>
    </message>
    <message>
        <source>Ended as it was saved last: what was being done can&apos;t be given up in between.</source>
        <translation>已按最近一次保存的状态结束：正在进行的操作无法中途放弃。</translation>
    </message>
    <message>
        <source>Ending: seeds in progress are given up, and what is finished is saved.</source>
        <translation>正在结束：放弃进行中的种子，已完成的会保存。</translation>
    </message>
    <message>
        <source>Running on {device}: {reason}</source>
        <translation>运行于 {device}：{reason}</translation>
    </message>
    <message>
        <source>--every is &apos;0&apos;, but seeds are compared by evaluations; give a number of steps, such as 500.</source>
        <translation>--every 为 &apos;0&apos;，但种子是按评估来比较的；请给出步数，例如 500。</translation>
    </message>
    <message>
        <source>--resume continues what a folder holds; name it by --out DIR.</source>
        <translation>--resume 会继续文件夹中的内容；请用 --out DIR 指定文件夹。</translation>
    </message>
    <message>
        <source>The run of seed {seed} of {name} isn&apos;t saved whole. {reason}</source>
        <translation>{name} 的种子 {seed} 的运行未能完整保存。{reason}</translation>
    </message>
    <message>
        <source>{out!r} is a folder; name a file.</source>
        <translation>{out!r} 是文件夹；请指定一个文件。</translation>
    </message>
    <message>
        <source>{count} folders are too many for one report; name at most {most}.</source>
        <translation>{count} 个文件夹对一份报告来说太多；最多指定 {most} 个。</translation>
    </message>
    <message>
        <source>--every is &apos;0&apos;, but a study needs evaluations; give a whole number of steps, such as 500.</source>
        <translation>--every 为 &apos;0&apos;，但研究需要评估；请给出整数步数，例如 500。</translation>
    </message>
    <message>
        <source>A study&apos;s evaluations are set with --every and --episodes; leave {name} out of --set.</source>
        <translation>研究的评估由 --every 和 --episodes 设定；请不要在 --set 中写 {name}。</translation>
    </message>
    <message>
        <source>The frame_stack is {listed}, but presets compared must see the same frames; set one value.</source>
        <translation>frame_stack 为 {listed}，但相互比较的预设必须看到相同的帧；请设为同一个值。</translation>
    </message>
    <message>
        <source>The action_mask is true in some presets and false in others, but presets compared must have the same actions to choose from; set one value.</source>
        <translation>action_mask 在一些预设中为真、在另一些中为假，但相互比较的预设必须有相同的可选动作；请设为同一个值。</translation>
    </message>
    <message>
        <source>{count} presets are too many to tell apart in one drawing; compare at most {most}.</source>
        <translation>{count} 个预设在一张图中难以区分；最多比较 {most} 个。</translation>
    </message>
    <message>
        <source>The curves are saved as tables only; to draw them as well, install the extra &apos;study&apos;.</source>
        <translation>曲线仅保存为表格；若还要绘图，请安装附加组件 &apos;study&apos;。</translation>
    </message>
    <message>
        <source>{name!r} would be compared with itself; leave it out of --compare.</source>
        <translation>{name!r} 会与自身比较；请从 --compare 中去掉它。</translation>
    </message>
    <message>
        <source>{preset}, seed {seed}: after {first:,} steps at {threshold:,g}, final {final:,.1f}, best {best:,.1f} ({seconds:.1f} s)</source>
        <translation>{preset}，种子 {seed}：{first:,} 步后达到 {threshold:,g}，最终 {final:,.1f}，最佳 {best:,.1f}（{seconds:.1f} 秒）</translation>
    </message>
    <message>
        <source>{preset}, seed {seed}: final {final:,.1f}, best {best:,.1f} ({seconds:.1f} s)</source>
        <translation>{preset}，种子 {seed}：最终 {final:,.1f}，最佳 {best:,.1f}（{seconds:.1f} 秒）</translation>
    </message>
    <message>
        <source>{preset}, seed {seed}: never reached {threshold:,g}, final {final:,.1f}, best {best:,.1f} ({seconds:.1f} s)</source>
        <translation>{preset}，种子 {seed}：从未达到 {threshold:,g}，最终 {final:,.1f}，最佳 {best:,.1f}（{seconds:.1f} 秒）</translation>
    </message>
    <message>
        <source>The best settings are tried on the report seeds now, by which nothing was chosen.</source>
        <translation>现在用报告种子试验最佳设置；这些种子未参与选择。</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>尚无结论</translation>
    </message>
    <message>
        <source>A is better</source>
        <translation>A 更好</translation>
    </message>
    <message>
        <source>B is better</source>
        <translation>B 更好</translation>
    </message>
    <message>
        <source>--budget is {budget}, but of fewer than {least} pairs nothing can be concluded, whatever they come to.</source>
        <translation>--budget 为 {budget}，但少于 {least} 对时无论结果如何都不能得出结论。</translation>
    </message>
    <message>
        <source>A plays {a} and B {b}, so that their returns can&apos;t be compared; choose two of one environment, or name it by --env.</source>
        <translation>A 在 {a} 中、B 在 {b} 中，回报无法比较；请选择同一环境的两个，或用 --env 指定环境。</translation>
    </message>
    <message>
        <source>A and B have the same settings, so that every seed would come to the same; choose others.</source>
        <translation>A 和 B 的设置相同，每个种子的结果都会一样；请另选。</translation>
    </message>
    <message>
        <source>Presets don&apos;t say how long to train; add --steps N.</source>
        <translation>预设未说明训练多久；请加上 --steps N。</translation>
    </message>
    <message>
        <source>--first-seed is {first}, which leaves too few seeds; choose a smaller one.</source>
        <translation>--first-seed 为 {first}，剩下的种子太少；请选小一些的。</translation>
    </message>
    <message>
        <source>--score is {given!r}, but must be one of {allowed}.</source>
        <translation>--score 为 {given!r}，但必须是以下之一：{allowed}。</translation>
    </message>
    <message>
        <source>pair {number} of at most {most}, seed {seed}: A {a:,.1f}, B {b:,.1f}; {standing}</source>
        <translation>第 {number} 对（最多 {most} 对），种子 {seed}：A {a:,.1f}，B {b:,.1f}；{standing}</translation>
    </message>
    <message>
        <source>{given!r} is neither a preset, nor a .toml file of settings, nor the folder of a run; the presets are: {presets}.</source>
        <translation>{given!r} 既不是预设，也不是 .toml 设置文件，也不是运行的文件夹；预设有：{presets}。</translation>
    </message>
    <message>
        <source>The run {path!r} was changed after {env_step:,} steps, so that it has no settings of its own to compare; dqn-engine hand says what its changes were worth.</source>
        <translation>运行 {path!r} 在 {env_step:,} 步后被更改，因此没有可供比较的自身设置；dqn-engine hand 会说明这些更改的价值。</translation>
    </message>
    <message>
        <source>The networks can&apos;t be subtracted: only one of them has {layer}.</source>
        <translation>网络无法相减：只有其中一个有 {layer}。</translation>
    </message>
    <message>
        <source>The networks can&apos;t be subtracted: {layer} is {here} in the first and {there} in the second.</source>
        <translation>网络无法相减：{layer} 在第一个中为 {here}，在第二个中为 {there}。</translation>
    </message>
    <message>
        <source>Behaviour can&apos;t be compared: one plays {first}, another {other}.</source>
        <translation>行为无法比较：一个在 {first} 中，另一个在 {other} 中。</translation>
    </message>
    <message>
        <source>trial {number}: {settings}: {score}</source>
        <translation>试验 {number}：{settings}：{score}</translation>
    </message>
    <message>
        <source>trial {number}: {settings}: {score}, pruned after {count} of {seeds} seeds</source>
        <translation>试验 {number}：{settings}：{score}，在 {seeds} 个种子中的 {count} 个后剪枝</translation>
    </message>
    <message>
        <source>trial {number}: {settings}: {score}, the best so far</source>
        <translation>试验 {number}：{settings}：{score}，目前最佳</translation>
    </message>
    <message>
        <source>Behaviour can&apos;t be compared: {name} is {first} in one and {other} in another, so that they aren&apos;t shown the same.</source>
        <translation>行为无法比较：{name} 在一个中为 {first}，在另一个中为 {other}，因此看到的并不相同。</translation>
    </message>
    <message>
        <source>It can&apos;t be told from luck: on {seeds} other seeds the changes gave {worth:+,.1f} of return (95 % interval {low:+,.1f} to {high:+,.1f}).</source>
        <translation>无法与运气区分：在另外 {seeds} 个种子上，这些更改带来 {worth:+,.1f} 的回报（95 % 区间 {low:+,.1f} 至 {high:+,.1f}）。</translation>
    </message>
    <message>
        <source>Nothing that learning depends on was changed during the run {path!r}, so there was no hand in it; choose a run whose settings were changed while it was trained.</source>
        <translation>运行 {path!r} 期间没有更改任何影响学习的内容，因此没有人为干预；请选择训练中更改过设置的运行。</translation>
    </message>
    <message>
        <source>No other seed is finished both ways yet.</source>
        <translation>还没有其他种子以两种方式都完成。</translation>
    </message>
    <message>
        <source>The hand was worth something: on {seeds} other seeds the changes gave {worth:+,.1f} of return (95 % interval {low:+,.1f} to {high:+,.1f}).</source>
        <translation>干预有价值：在另外 {seeds} 个种子上，这些更改带来 {worth:+,.1f} 的回报（95 % 区间 {low:+,.1f} 至 {high:+,.1f}）。</translation>
    </message>
    <message>
        <source>The hand did harm: on {seeds} other seeds the changes gave {worth:+,.1f} of return (95 % interval {low:+,.1f} to {high:+,.1f}).</source>
        <translation>干预有害：在另外 {seeds} 个种子上，这些更改带来 {worth:+,.1f} 的回报（95 % 区间 {low:+,.1f} 至 {high:+,.1f}）。</translation>
    </message>
    <message>
        <source>{out!r} must end in {allowed}.</source>
        <translation>{out!r} 必须以 {allowed} 结尾。</translation>
    </message>
    <message>
        <source>Pictures are left out; to have them drawn, install the extra &apos;study&apos;.</source>
        <translation>图片已省略；若要绘图，请安装附加组件 &apos;study&apos;。</translation>
    </message>
    <message>
        <source>More than {most} curves in one picture are left out.</source>
        <translation>一张图中超过 {most} 条的曲线已省略。</translation>
    </message>
    <message>
        <source>{path!r} is neither the folder of a run, nor of a study, a sweep or a verdict; choose another.</source>
        <translation>{path!r} 不是运行、研究、扫描或结论的文件夹；请另选。</translation>
    </message>
    <message>
        <source>The folder {folder!r} holds a study, but no {name}; choose another folder.</source>
        <translation>文件夹 {folder!r} 中有研究，但没有 {name}；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The run {path!r} has saved no step yet, so there is nothing to compare.</source>
        <translation>运行 {path!r} 还没有保存任何一步，因此没有可比较的内容。</translation>
    </message>
    <message>
        <source>The run {path!r} loaded weights after {env_step:,} steps, which other seeds can&apos;t have; choose one that learned by itself.</source>
        <translation>运行 {path!r} 在 {env_step:,} 步后载入了权重，其他种子无法如此；请选择自行学习的运行。</translation>
    </message>
    <message>
        <source>{better} beats {worse}, decided after {pairs} of at most {budget} pairs of seeds.</source>
        <translation>{better} 胜过 {worse}，在最多 {budget} 对种子中的第 {pairs} 对之后得出。</translation>
    </message>
    <message>
        <source>Nothing is decided after {pairs} of {budget} pairs of seeds.</source>
        <translation>在 {budget} 对种子中的 {pairs} 对之后尚无结论。</translation>
    </message>
    <message>
        <source>Nothing is decided, and the budget of {budget} pairs of seeds is spent: a difference there may be is too small to be seen with so many.</source>
        <translation>尚无结论，而 {budget} 对种子的预算已用完：即使存在差异，也小到用这么多种子看不出来。</translation>
    </message>
    <message>
        <source>see https://gymnasium.farama.org/introduction/migration_guide/</source>
        <translation>参见 https://gymnasium.farama.org/introduction/migration_guide/</translation>
    </message>
    <message>
        <source>drawing it</source>
        <translation>绘制它</translation>
    </message>
    <message>
        <source>resetting it</source>
        <translation>重置它</translation>
    </message>
    <message>
        <source>a step</source>
        <translation>执行一步</translation>
    </message>
    <message>
        <source>reading what reset() returned</source>
        <translation>读取 reset() 的返回值</translation>
    </message>
    <message>
        <source>reading what step() returned</source>
        <translation>读取 step() 的返回值</translation>
    </message>
    <message>
        <source>type {kind}</source>
        <translation>类型 {kind}</translation>
    </message>
    <message>
        <source>{count} values</source>
        <translation>{count} 个值</translation>
    </message>
    <message>
        <source>a coroutine, as an async function does,</source>
        <translation>一个协程（async 函数即如此）</translation>
    </message>
    <message>
        <source>has observations of which nothing is left to be seen without the {action_mask!r}; add what is observed</source>
        <translation>的观测去掉 {action_mask!r} 后就没有任何可观测的内容；请加入要观测的内容</translation>
    </message>
    <message>
        <source>returned {result} from step()</source>
        <translation>从 step() 返回了 {result}</translation>
    </message>
    <message>
        <source>between {lowest:.4g} and {highest:.4g}, {mean:.4g} on average</source>
        <translation>在 {lowest:.4g} 与 {highest:.4g} 之间，平均 {mean:.4g}</translation>
    </message>
    <message>
        <source>begins an episode at step {step}, but `step` must begin at 0</source>
        <translation>在第 {step} 步开始回合，但 `step` 必须从 0 开始</translation>
    </message>
    <message>
        <source>begins with an observation that isn&apos;t finite</source>
        <translation>开始时的观测不是有限值</translation>
    </message>
    <message>
        <source>always begins in {seen} where Gymnasium&apos;s begins in {other}</source>
        <translation>总是从 {seen} 开始，而 Gymnasium 的从 {other} 开始</translation>
    </message>
    <message>
        <source>begins in {seen}, which Gymnasium&apos;s never did in {count:,} resets</source>
        <translation>从 {seen} 开始，而 Gymnasium 的在 {count:,} 次重置中从未如此</translation>
    </message>
    <message>
        <source>never began in {seen} in {count:,} resets, as Gymnasium&apos;s does</source>
        <translation>在 {count:,} 次重置中从未像 Gymnasium 的那样从 {seen} 开始</translation>
    </message>
    <message>
        <source>begins with number {index} of the observation {seen}, where Gymnasium&apos;s begins with it {other}</source>
        <translation>开始时观测的第 {index} 个数为 {seen}，而 Gymnasium 的开始时为 {other}</translation>
    </message>
    <message>
        <source>has action masks where Gymnasium&apos;s has none</source>
        <translation>有动作掩码，而 Gymnasium 的没有</translation>
    </message>
    <message>
        <source>has no action masks where Gymnasium&apos;s has them</source>
        <translation>没有动作掩码，而 Gymnasium 的有</translation>
    </message>
    <message>
        <source>the observation</source>
        <translation>观测</translation>
    </message>
    <message>
        <source>something of type {kind}</source>
        <translation>类型为 {kind} 的值</translation>
    </message>
    <message>
        <source>{kind} (no tensor)</source>
        <translation>{kind}（不是张量）</translation>
    </message>
    <message>
        <source>gives {given} for {part}, but it must be {kind}</source>
        <translation>{part} 给出 {given}，但必须是 {kind}</translation>
    </message>
    <message>
        <source>{method}() of the compiled environment</source>
        <translation>编译环境的 {method}()</translation>
    </message>
    <message>
        <source>so that something is remembered or drawn besides the state and the numbers it is given</source>
        <translation>说明除了状态和所给的数之外，还记住或抽取了别的东西</translation>
    </message>
    <message>
        <source>begins in another state when reset() is given the same numbers again, {remembers}</source>
        <translation>再次给 reset() 相同的数时，从另一状态开始，{remembers}</translation>
    </message>
    <message>
        <source>changes a variable ({operation}), but may remember nothing except in its state</source>
        <translation>更改了变量（{operation}），但除其状态外不得记住任何东西</translation>
    </message>
    <message>
        <source>draws random numbers of its own ({operation}), but may use only those that it is given</source>
        <translation>自行抽取随机数（{operation}），但只能使用所给的随机数</translation>
    </message>
    <message>
        <source>calls a function of Python ({operation}), which can&apos;t be compiled</source>
        <translation>调用了 Python 函数（{operation}），这无法编译</translation>
    </message>
    <message>
        <source>goes elsewhere when step() is given the same state, action and numbers again, {remembers}</source>
        <translation>再次给 step() 相同的状态、动作和数时，到达别处，{remembers}</translation>
    </message>
    <message>
        <source>The probabilities of the first states sum to {sum}.</source>
        <translation>初始状态的概率之和为 {sum}。</translation>
    </message>
    <message>
        <source>The probabilities of action {action} in state {state} sum to {sum}.</source>
        <translation>状态 {state} 中动作 {action} 的概率之和为 {sum}。</translation>
    </message>
    <message>
        <source>which are {count:,} combinations, but {most:,} are the most that can be learned here; give it fewer parts, or fewer values to each</source>
        <translation>共有 {count:,} 种组合，但这里最多能学习 {most:,} 种；请减少其部分，或减少每一部分的取值</translation>
    </message>
    <message>
        <source>but only discrete actions can be learned here: Discrete, MultiDiscrete or MultiBinary; number them through in the environment, or choose another</source>
        <translation>但这里只能学习离散动作：Discrete、MultiDiscrete 或 MultiBinary；请在环境中为动作编号，或选择其他环境</translation>
    </message>
    <message>
        <source>S and no G</source>
        <translation>S，也没有 G</translation>
    </message>
    <message>
        <source>an observation</source>
        <translation>观测</translation>
    </message>
    <message>
        <source>part {index}</source>
        <translation>第 {index} 部分</translation>
    </message>
    <message>
        <source>, the old Gym</source>
        <translation>（旧的 Gym）</translation>
    </message>
    <message>
        <source>gave {part} of {states}, which isn&apos;t in its space, {space}</source>
        <translation>给出的{part}为 {states}，不在其空间 {space} 中</translation>
    </message>
    <message>
        <source>observes {space}, but only Box, Discrete, MultiDiscrete and MultiBinary, and Dict and Tuple of these, can be learned from; give it as numbers of a fixed shape, such as by gymnasium.wrappers.TransformObservation</source>
        <translation>的观测为 {space}，但只能从 Box、Discrete、MultiDiscrete 和 MultiBinary 以及由它们组成的 Dict 和 Tuple 学习；请以固定形状的数给出，例如用 gymnasium.wrappers.TransformObservation</translation>
    </message>
    <message>
        <source>gave {part} with masked numbers (numpy.ma), which stand for nothing; fill them</source>
        <translation>给出的{part}含有被掩盖的数（numpy.ma），它们没有含义；请填充它们</translation>
    </message>
    <message>
        <source>gave {part} that holds other things than numbers, of type {dtype}</source>
        <translation>给出的{part}含有不是数的内容，类型为 {dtype}</translation>
    </message>
    <message>
        <source>observes {space} whose bounds aren&apos;t numbers, each low one at most its high one; give them so, or -inf and inf</source>
        <translation>的观测为 {space}，其边界不是数，或下界大于上界；请正确给出，或用 -inf 和 inf</translation>
    </message>
    <message>
        <source>gave {part} that can&apos;t be read as numbers, of type {kind}</source>
        <translation>给出的{part}无法读作数，类型为 {kind}</translation>
    </message>
    <message>
        <source>gave {part} of NumPy&apos;s type object, which can hold anything (here {kinds}); give it a type of numbers, such as by np.asarray(observation, np.float32)</source>
        <translation>给出的{part}是 NumPy 的 object 类型，可以存放任何东西（此处为 {kinds}）；请用数值类型，例如 np.asarray(observation, np.float32)</translation>
    </message>
    <message>
        <source>gave {part} of {dtype} with numbers that its space, of {wanted}, doesn&apos;t hold; give it the space&apos;s type</source>
        <translation>给出的{part}类型为 {dtype}，其中有其空间（类型 {wanted}）容不下的数；请用该空间的类型</translation>
    </message>
    <message>
        <source>gave {part} that is of type {kind}, but its space is a dictionary</source>
        <translation>给出的{part}类型为 {kind}，但其空间是字典</translation>
    </message>
    <message>
        <source>gave {part} without the {missing!r} that its space has</source>
        <translation>给出的{part}缺少其空间中的 {missing!r}</translation>
    </message>
    <message>
        <source>gave {part} that is of type {kind}, but its space has {count} parts</source>
        <translation>给出的{part}类型为 {kind}，但其空间有 {count} 个部分</translation>
    </message>
    <message>
        <source>gave {part} of shape {shape}, but its space is of shape {wanted}</source>
        <translation>给出的{part}形状为 {shape}，但其空间的形状为 {wanted}</translation>
    </message>
    <message>
        <source>{kind} in {where!r}</source>
        <translation>{where!r} 中的 {kind}</translation>
    </message>
    <message>
        <source>a Box in {where!r}</source>
        <translation>{where!r} 中的 Box</translation>
    </message>
    <message>
        <source>a Box</source>
        <translation>Box</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>whole numbers</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>numbers</source>
        <translation>数</translation>
    </message>
    <message>
        <source>texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>of type {types}, which can&apos;t be given here</source>
        <translation>{types} 类型（此处无法给出）</translation>
    </message>
    <message>
        <source>{list} of {elements}</source>
        <translation>{elements}的{list}</translation>
    </message>
    <message>
        <source>{one} or {other}</source>
        <translation>{one}或{other}</translation>
    </message>
    <message>
        <source>{one}, {other}</source>
        <translation>{one}、{other}</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>{list} of {count}: {elements}</source>
        <translation>含 {count} 项的{list}：{elements}</translation>
    </message>
    <message>
        <source>{list} of {count} {elements}</source>
        <translation>含 {count} 个{elements}的{list}</translation>
    </message>
    <message>
        <source>lists</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>anything</source>
        <translation>任意值</translation>
    </message>
    <message>
        <source>, such as {default}</source>
        <translation>，例如 {default}</translation>
    </message>
    <message>
        <source>; for the text give {text}</source>
        <translation>；若要文本，请写 {text}</translation>
    </message>
    <message>
        <source>gave a reward of {what}, but it must be one number</source>
        <translation>给出的奖励是 {what}，但必须是一个数</translation>
    </message>
    <message>
        <source>gave a reward that is masked (numpy.ma), but it must be one number</source>
        <translation>给出的奖励被掩盖（numpy.ma），但必须是一个数</translation>
    </message>
    <message>
        <source>gave a reward of shape {shape}, but it must be one number</source>
        <translation>给出的奖励形状为 {shape}，但必须是一个数</translation>
    </message>
    <message>
        <source>gave a reward that is larger than any float; scale its rewards</source>
        <translation>给出的奖励大于任何浮点数；请缩放其奖励</translation>
    </message>
    <message>
        <source>reading its attributes</source>
        <translation>读取其属性</translation>
    </message>
    <message>
        <source>its picture</source>
        <translation>它的画面</translation>
    </message>
    <message>
        <source>an evaluation</source>
        <translation>一次评估</translation>
    </message>
    <message>
        <source>it takes {known}</source>
        <translation>它接受 {known}</translation>
    </message>
    <message>
        <source>it takes none</source>
        <translation>它不接受任何参数</translation>
    </message>
    <message>
        <source>numbers with commas between</source>
        <translation>以逗号分隔的数</translation>
    </message>
    <message>
        <source>Policies of the past are known while a run is trained and looked at in the window; none is saved with it.</source>
        <translation>以往的策略只在窗口中训练并观察运行时可知；运行不保存它们。</translation>
    </message>
    <message>
        <source>slots are whole numbers from {lowest} to {highest}</source>
        <translation>位置是 {lowest} 到 {highest} 的整数</translation>
    </message>
    <message>
        <source>Uniform replay has no priorities: every transition is as likely as any other. Ask for age, draws or slots.</source>
        <translation>均匀回放没有优先级：每个转移的可能性都相同。请改问 age、draws 或 slots。</translation>
    </message>
    <message>
        <source>Slot {slot} holds no transition that can be sampled; {contents}.</source>
        <translation>位置 {slot} 没有可采样的转移；{contents}。</translation>
    </message>
    <message>
        <source>state isn&apos;t one-hot for {name} of {environment}: one of {first} to {last} is 1, the others 0.</source>
        <translation>state 对 {environment} 的 {name} 不是独热：{first} 到 {last} 中有一个为 1，其余为 0。</translation>
    </message>
    <message>
        <source>No episode of {environment} is ever in {state}, so that nothing follows; choose another state.</source>
        <translation>{environment} 的任何回合都不会处于{state}，因此其后没有任何步骤；请另选一个状态。</translation>
    </message>
    <message>
        <source>The weights that it ended with aren&apos;t saved; where it is open in the window, they can still be saved elsewhere.</source>
        <translation>结束时的权重没有保存；若它在窗口中打开，仍可将权重保存到别处。</translation>
    </message>
    <message>
        <source>Nothing is watched yet.</source>
        <translation>还没有可观看的内容。</translation>
    </message>
    <message>
        <source>The run is a seed of {owner!r}, whose results it belongs to. It is open read-only: fork it to train on.</source>
        <translation>该运行是 {owner!r} 的一个种子，属于其结果。它以只读方式打开：如需继续训练，请建立分支。</translation>
    </message>
    <message>
        <source>Resumed at step {env_step}.</source>
        <translation>从第 {env_step} 步继续。</translation>
    </message>
    <message>
        <source>the replay buffer</source>
        <translation>回放缓冲区</translation>
    </message>
    <message>
        <source>the observation space</source>
        <translation>观测空间</translation>
    </message>
    <message>
        <source>{shape} of type {dtype}</source>
        <translation>{shape}（类型 {dtype}）</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>one number</source>
        <translation>一个数</translation>
    </message>
    <message>
        <source>it ended without a message</source>
        <translation>它没有给出消息就结束了</translation>
    </message>
    <message>
        <source>it took too long</source>
        <translation>耗时过长</translation>
    </message>
    <message>
        <source>The history {path!r} can&apos;t be used: it is not a plain file. Move it away; the run then continues from its checkpoint without it.</source>
        <translation>历史 {path!r} 无法使用：它不是普通文件。请将它移走；之后该运行会在没有历史的情况下从检查点继续。</translation>
    </message>
    <message>
        <source>The history {path!r} can&apos;t be used: {beside_name!r} is not a plain file. Move that away and try again.</source>
        <translation>历史 {path!r} 无法使用：{beside_name!r} 不是普通文件。请将它移走后重试。</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>它已损坏</translation>
    </message>
    <message>
        <source>the stride of its curves is {text!r}</source>
        <translation>其曲线的步幅为 {text!r}</translation>
    </message>
    <message>
        <source>it has more than {most:,} {table}</source>
        <translation>它有超过 {most:,} 个 {table}</translation>
    </message>
    <message>
        <source>a value in it is of the wrong type</source>
        <translation>其中有一个值的类型不对</translation>
    </message>
    <message>
        <source>{path!r} is no history of a run: {trouble}.</source>
        <translation>{path!r} 不是运行的历史：{trouble}。</translation>
    </message>
    <message>
        <source>The history {path!r} can&apos;t be read: {error}.</source>
        <translation>无法读取历史 {path!r}：{error}。</translation>
    </message>
    <message>
        <source>it names weights by something else than a SHA-256</source>
        <translation>它用不是 SHA-256 的内容指称权重</translation>
    </message>
    <message>
        <source>process {holder}</source>
        <translation>进程 {holder} </translation>
    </message>
    <message>
        <source>another program</source>
        <translation>另一个程序</translation>
    </message>
    <message>
        <source>The run {folder!r} is being written by {by}.</source>
        <translation>运行 {folder!r} 正由{by}写入。</translation>
    </message>
    <message>
        <source>how observations were scaled for its network</source>
        <translation>观测为其网络如何缩放</translation>
    </message>
    <message>
        <source>what its hidden units do</source>
        <translation>其隐藏单元的激活函数</translation>
    </message>
    <message>
        <source>The folder {path!r} holds neither {best_weights} nor {last_weights}; choose a run&apos;s folder.</source>
        <translation>文件夹 {path!r} 既没有 {best_weights} 也没有 {last_weights}；请选择运行的文件夹。</translation>
    </message>
    <message>
        <source>{path!r} says itself which environment and network its weights are of; leave out --env and --set.</source>
        <translation>{path!r} 自己说明了其权重属于哪个环境和网络；请不要给出 --env 和 --set。</translation>
    </message>
    <message>
        <source>The weights file {name!r} is another program&apos;s and doesn&apos;t say {what}, which changes what its numbers mean; nothing was changed. Say it: {asked}.</source>
        <translation>权重文件 {name!r} 来自其他程序，没有说明 {what}，而这会改变其数值的含义；未作任何更改。请说明：{asked}。</translation>
    </message>
    <message>
        <source>The weights file {name!r} says that its hidden units are {activation}, nothing else.</source>
        <translation>权重文件 {name!r} 只说明其隐藏单元为 {activation}。</translation>
    </message>
    <message>
        <source>There is no file or folder {path!r}; give a weights file or the folder of a run.</source>
        <translation>没有文件或文件夹 {path!r}；请给出权重文件或运行的文件夹。</translation>
    </message>
    <message>
        <source>The weights file {name!r} doesn&apos;t say which network and environment it is of, and there is no {config} beside it; put the run&apos;s {config} there, or of another program&apos;s network say --env NAME, --set observation_scaling=… and --set activation=….</source>
        <translation>权重文件 {name!r} 没有说明它属于哪个网络和环境，旁边也没有 {config}；请把运行的 {config} 放在那里，或对其他程序的网络给出 --env NAME、--set observation_scaling=… 和 --set activation=…。</translation>
    </message>
    <message>
        <source>{file_name!r} doesn&apos;t say what it is of; {config} beside it is believed: {said}.</source>
        <translation>{file_name!r} 没有说明它属于什么；采用旁边的 {config}：{said}。</translation>
    </message>
    <message>
        <source>{path!r} is no folder of a run; choose one.</source>
        <translation>{path!r} 不是运行的文件夹；请选择一个。</translation>
    </message>
    <message>
        <source>The record of {path!r} can&apos;t be reproduced: a run takes at most {most_steps:,} steps.</source>
        <translation>{path!r} 的记录无法重现：一个运行最多 {most_steps:,} 步。</translation>
    </message>
    <message>
        <source>The run {path!r} can&apos;t be reproduced: its history holds {held:,} of the {ledger_entries:,} changes that were made before step {env_step:,}.</source>
        <translation>运行 {path!r} 无法重现：在第 {env_step:,} 步之前作了 {ledger_entries:,} 次更改，其历史只有 {held:,} 次。</translation>
    </message>
    <message>
        <source>{error} So the run continues from its checkpoint, but its episodes, curves, evaluations and changes until then are no longer known.</source>
        <translation>{error}因此运行从其检查点继续，但在那之前的回合、曲线、评估和更改已不可知。</translation>
    </message>
    <message>
        <source>The run&apos;s history holds {held:,} of the {ledger_entries:,} changes that were made before its checkpoint; the others are no longer known, so the run can&apos;t be reproduced.</source>
        <translation>在其检查点之前作了 {ledger_entries:,} 次更改，运行的历史只有 {held:,} 次；其余已不可知，因此该运行无法重现。</translation>
    </message>
    <message>
        <source>The output folder&apos;s name is empty; give one, or leave the option out.</source>
        <translation>输出文件夹的名称为空；请给出名称，或省略该选项。</translation>
    </message>
    <message>
        <source>The output folder {folder!r} already holds a run ({held}); choose another or remove that run.</source>
        <translation>输出文件夹 {folder!r} 中已有运行（{held}）；请选择另一个或移走该运行。</translation>
    </message>
    <message>
        <source>{parent!r} can&apos;t be written: {error}; check the folder and the disk.</source>
        <translation>无法写入 {parent!r}：{error}；请检查文件夹和磁盘。</translation>
    </message>
    <message>
        <source>The output folder {folder!r} is a file; choose a folder.</source>
        <translation>输出文件夹 {folder!r} 是文件；请选择文件夹。</translation>
    </message>
    <message>
        <source>The output folder {folder!r} can&apos;t be made: {existing!r} is a file; choose another.</source>
        <translation>无法创建输出文件夹 {folder!r}：{existing!r} 是文件；请选择另一个。</translation>
    </message>
    <message>
        <source>The output folder {folder!r} can&apos;t be written to; choose another.</source>
        <translation>无法写入输出文件夹 {folder!r}；请选择另一个。</translation>
    </message>
    <message>
        <source>The output folder {folder!r} can&apos;t be used: {reason}; choose another.</source>
        <translation>输出文件夹 {folder!r} 无法使用：{reason}；请选择另一个。</translation>
    </message>
    <message>
        <source>nothing can be made in {existing!r} ({strerror})</source>
        <translation>在 {existing!r} 中无法创建任何内容（{strerror}）</translation>
    </message>
    <message>
        <source>The output folder {folder!r} can&apos;t be made: {reason}; choose another.</source>
        <translation>无法创建输出文件夹 {folder!r}：{reason}；请选择另一个。</translation>
    </message>
    <message>
        <source>{path!r} can&apos;t be read, which the fork needs: {error}.</source>
        <translation>无法读取分支所需的 {path!r}：{error}。</translation>
    </message>
    <message>
        <source>The checkpoint {checkpoint_name!r} is of another run: {name} is {there} in it but {here} in {config}; nothing was changed.</source>
        <translation>检查点 {checkpoint_name!r} 属于另一个运行：{name} 在其中为 {there}，在 {config} 中为 {here}；未作任何更改。</translation>
    </message>
    <message>
        <source>There is no folder {path!r}; choose the folder of a run.</source>
        <translation>没有文件夹 {path!r}；请选择运行的文件夹。</translation>
    </message>
    <message>
        <source>The run {path!r} can&apos;t be read: {strerror}.</source>
        <translation>无法读取运行 {path!r}：{strerror}。</translation>
    </message>
    <message>
        <source>The run {path!r} can&apos;t be used: {name!r} in it is a link; put the file there.</source>
        <translation>运行 {path!r} 无法使用：其中的 {name!r} 是链接；请把文件放在那里。</translation>
    </message>
    <message>
        <source>{path!r} is no folder of a run: its {config} can&apos;t be read.</source>
        <translation>{path!r} 不是运行的文件夹：无法读取其 {config}。</translation>
    </message>
    <message>
        <source>The run can&apos;t be saved: memory ran out; choose a smaller capacity.</source>
        <translation>运行无法保存：内存耗尽；请选择更小的缓冲区容量。</translation>
    </message>
    <message>
        <source>The checkpoint that was just written was read back otherwise ({error}); check the disk.</source>
        <translation>刚写入的检查点读回时不同（{error}）；请检查磁盘。</translation>
    </message>
    <message>
        <source>{path!r} can&apos;t be written: {remedy}.</source>
        <translation>无法写入 {path!r}：{remedy}。</translation>
    </message>
    <message>
        <source>The run&apos;s folder {path!r}, or a part of it, is gone.</source>
        <translation>运行的文件夹 {path!r} 或其一部分已不存在。</translation>
    </message>
    <message>
        <source>the disk is full; free some space</source>
        <translation>磁盘已满；请腾出一些空间</translation>
    </message>
    <message>
        <source>{error}; check the folder and the disk</source>
        <translation>{error}；请检查文件夹和磁盘</translation>
    </message>
    <message>
        <source>its observations were scaled in another way than this network&apos;s</source>
        <translation>其观测的缩放方式与此网络不同</translation>
    </message>
    <message>
        <source>it is damaged: its weights are not those it was saved with</source>
        <translation>它已损坏：其权重不是保存时的权重</translation>
    </message>
    <message>
        <source>{there} in it but {here} here</source>
        <translation>其中为 {there}，这里为 {here}</translation>
    </message>
    <message>
        <source>it is of another network: {name} has shape {shapes}</source>
        <translation>它属于另一个网络：{name} 的形状为 {shapes}</translation>
    </message>
    <message>
        <source>it is damaged: {error}</source>
        <translation>它已损坏：{error}</translation>
    </message>
    <message>
        <source>it is damaged: the weights that play are missing or of another shape</source>
        <translation>它已损坏：用于演示的权重缺失或形状不同</translation>
    </message>
    <message>
        <source>its description lacks the format&apos;s number</source>
        <translation>其描述缺少格式编号</translation>
    </message>
    <message>
        <source>it is of format {format}, but this version reads {known}</source>
        <translation>其格式为 {format}，但此版本读取 {known}</translation>
    </message>
    <message>
        <source>its description doesn&apos;t hold exactly {expected}</source>
        <translation>其描述没有恰好包含 {expected}</translation>
    </message>
    <message>
        <source>it is damaged: its configuration is not the one it was saved with</source>
        <translation>它已损坏：其配置不是保存时的配置</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{count} axes</source>
        <translation>{count} 个轴</translation>
    </message>
    <message>
        <source>a single number</source>
        <translation>单个数</translation>
    </message>
    <message>
        <source>its description is not the JSON that this program writes</source>
        <translation>其描述不是本程序所写的 JSON</translation>
    </message>
    <message>
        <source>it holds no hidden layer</source>
        <translation>它没有隐藏层</translation>
    </message>
    <message>
        <source>its model is of the class {kind}, which is not rebuilt here</source>
        <translation>其模型属于类 {kind}，此处不重建</translation>
    </message>
    <message>
        <source>its description of the model lists no layers</source>
        <translation>其模型描述没有列出任何层</translation>
    </message>
    <message>
        <source>its last layer is {last}, but action values are linear</source>
        <translation>其最后一层为 {last}，但动作价值是线性的</translation>
    </message>
    <message>
        <source>its hidden layers are {listed}, but here all are {activations}</source>
        <translation>其隐藏层为 {listed}，但此处全部为 {activations}</translation>
    </message>
    <message>
        <source>its description of the model is not what Keras writes</source>
        <translation>其模型描述不是 Keras 所写的</translation>
    </message>
    <message>
        <source>its layers don&apos;t follow one another: {layer} comes after {follows}</source>
        <translation>其各层不相衔接：{layer} 在 {follows} 之后</translation>
    </message>
    <message>
        <source>its model isn&apos;t made of its dense layers one after another, and is not rebuilt here</source>
        <translation>其模型不是由依次相连的全连接层构成，此处不重建</translation>
    </message>
    <message>
        <source>its layer {layer} holds {what}, but of other programs&apos; files only networks of dense layers with biases are played</source>
        <translation>其层 {layer} 包含 {what}，但对于其他程序的文件，只能使用带偏置的全连接层网络</translation>
    </message>
    <message>
        <source>its description of the model can&apos;t be used: {error}</source>
        <translation>其模型描述无法使用：{error}</translation>
    </message>
    <message>
        <source>its model holds a layer of a class of its own, {kind}, which is never loaded</source>
        <translation>其模型含有自定义类 {kind} 的层，这类层从不载入</translation>
    </message>
    <message>
        <source>relu or all tanh</source>
        <translation>relu 或全部为 tanh</translation>
    </message>
    <message>
        <source>it is not an HDF5 file, which .weights.h5 and .h5 must be</source>
        <translation>它不是 HDF5 文件，而 .weights.h5 和 .h5 必须是</translation>
    </message>
    <message>
        <source>its arrays don&apos;t have the sizes it says they have</source>
        <translation>其数组的大小与其声称的不符</translation>
    </message>
    <message>
        <source>reading it took too much time or memory, or broke the reader; it is damaged or hostile</source>
        <translation>读取它耗费了过多时间或内存，或使读取程序崩溃；它已损坏或有恶意</translation>
    </message>
    <message>
        <source>reading it broke the reader; it is damaged or hostile</source>
        <translation>读取它使读取程序崩溃；它已损坏或有恶意</translation>
    </message>
    <message>
        <source>it is not a zip archive, which .keras must be</source>
        <translation>它不是 zip 压缩包，而 .keras 必须是</translation>
    </message>
    <message>
        <source>it holds no {weights_member!r}, where Keras saves the weights</source>
        <translation>它没有 Keras 保存权重的 {weights_member!r}</translation>
    </message>
    <message>
        <source>it is not a NumPy archive, which .npz must be</source>
        <translation>它不是 NumPy 压缩包，而 .npz 必须是</translation>
    </message>
    <message>
        <source>its array {metadata_name!r} is not a text of at most {largest_metadata_bytes} bytes</source>
        <translation>其数组 {metadata_name!r} 不是至多 {largest_metadata_bytes} 字节的文本</translation>
    </message>
    <message>
        <source>{name} is not an array as NumPy writes it</source>
        <translation>{name} 不是 NumPy 所写的数组</translation>
    </message>
    <message>
        <source>{name} holds pickled Python objects, which are never loaded since they can run anything; where you trust it, save its arrays again one by one, as the manual&apos;s page Files from elsewhere shows</source>
        <translation>{name} 含有序列化（pickle）的 Python 对象，它们可以运行任何代码，因此从不载入；若信任它，请按手册“来自别处的文件”一页所示，逐个重新保存其数组</translation>
    </message>
    <message>
        <source>{name} has {file_size} bytes of data, but its shape needs {count}</source>
        <translation>{name} 有 {file_size} 字节的数据，但其形状需要 {count} 字节</translation>
    </message>
    <message>
        <source>it holds {name}, which is not an array</source>
        <translation>它包含 {name}，而这不是数组</translation>
    </message>
    <message>
        <source>{name} is not described as an array</source>
        <translation>{name} 没有被描述为数组</translation>
    </message>
    <message>
        <source>it is not a safetensors file: its header&apos;s length can&apos;t be right</source>
        <translation>它不是 safetensors 文件：其文件头的长度不可能正确</translation>
    </message>
    <message>
        <source>its header is not a list of at most {most_arrays} arrays</source>
        <translation>其文件头不是至多 {most_arrays} 个数组的列表</translation>
    </message>
    <message>
        <source>it is truncated or damaged: it holds {size} bytes of data instead of {covered}</source>
        <translation>它被截断或损坏：数据有 {size} 字节，而应为 {covered} 字节</translation>
    </message>
    <message>
        <source>its &apos;__metadata__&apos; is not a table of texts</source>
        <translation>其 &apos;__metadata__&apos; 不是文本的表</translation>
    </message>
    <message>
        <source>its text {metadata_name!r} has more than {largest_metadata_bytes} bytes</source>
        <translation>其文本 {metadata_name!r} 超过 {largest_metadata_bytes} 字节</translation>
    </message>
    <message>
        <source>it is not a safetensors file, or damaged: its header is not plain JSON</source>
        <translation>它不是 safetensors 文件，或已损坏：其文件头不是普通的 JSON</translation>
    </message>
    <message>
        <source>{name} has {end} bytes of data, but its shape needs {data_bytes}</source>
        <translation>{name} 有 {end} 字节的数据，但其形状需要 {data_bytes} 字节</translation>
    </message>
    <message>
        <source>it is damaged: its arrays overlap or leave gaps</source>
        <translation>它已损坏：其数组重叠或有空隙</translation>
    </message>
    <message>
        <source>A weights file&apos;s name must end in {others} or {last} here, but this one is {path}.</source>
        <translation>此处权重文件的名称必须以 {others} 或 {last} 结尾，但这个是 {path}。</translation>
    </message>
    <message>
        <source>The weights file {path} can&apos;t be used: {error}; nothing was changed.</source>
        <translation>权重文件 {path} 无法使用：{error}；未作任何更改。</translation>
    </message>
    <message>
        <source>it holds {network_text}, but this network has {expected}</source>
        <translation>它包含 {network_text}，但此网络有 {expected}</translation>
    </message>
    <message>
        <source>it holds {surplus} where {missing} is expected</source>
        <translation>它包含 {surplus}，而应为 {missing}</translation>
    </message>
    <message>
        <source>it lacks {missing}</source>
        <translation>它缺少 {missing}</translation>
    </message>
    <message>
        <source>it holds {surplus}, which this network doesn&apos;t have</source>
        <translation>它包含此网络没有的 {surplus}</translation>
    </message>
    <message>
        <source>The weights were not saved: {error}; such a network can&apos;t be used.</source>
        <translation>没有保存权重：{error}；这样的网络无法使用。</translation>
    </message>
    <message>
        <source>The configuration in the weights file {path} can&apos;t be used: {error}</source>
        <translation>权重文件 {path} 中的配置无法使用：{error}</translation>
    </message>
    <message>
        <source>{path} is a folder; choose a weights file in it.</source>
        <translation>{path} 是文件夹；请选择其中的权重文件。</translation>
    </message>
    <message>
        <source>{path} is not a plain file; choose a weights file.</source>
        <translation>{path} 不是普通文件；请选择权重文件。</translation>
    </message>
    <message>
        <source>it has {st_size:,} bytes, but such a network&apos;s file has at most {most_bytes:,}</source>
        <translation>它有 {st_size:,} 字节，但这种网络的文件至多有 {most_bytes:,} 字节</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>它是空的</translation>
    </message>
    <message>
        <source>{states:,} states, as many met by each agent as by the others while it plays greedily with {random} random actions, from starts that no training has.</source>
        <translation>{states:,} 个状态，各智能体遇到的数量相同：以 {random} 随机动作贪心行动，从训练中没有的起点开始。</translation>
    </message>
    <message>
        <source>Mean of paired differences of final evaluations, with the {level} interval of a sign-flip test, which takes {least} pairs at least.</source>
        <translation>最终评估配对差的均值及符号翻转检验的 {level} 区间，该检验至少需要 {least} 对。</translation>
    </message>
    <message>
        <source>Sign-flip test of paired differences, looked at after every pair, with alpha spending in proportion to the budget: where both are equal, at most {rate} of comparisons end in a verdict.</source>
        <translation>对配对差作符号翻转检验，每对之后查看一次，α 按预算比例消耗：若两者相同，最多有 {rate} 的比较会得出结论。</translation>
    </message>
    <message>
        <source>The configuration&apos;s {name} is not as this program writes it; correct it.</source>
        <translation>配置中的 {name} 不是本程序写出的样子；请更正。</translation>
    </message>
    <message>
        <source>It can be resumed from {last_saved_name}.</source>
        <translation>可以从 {last_saved_name} 继续。</translation>
    </message>
    <message>
        <source>The weights that it ended with are saved.</source>
        <translation>结束时的权重已保存。</translation>
    </message>
    <message>
        <source>its {name} is negative, which it is in no run</source>
        <translation>其 {name} 为负数，任何运行都不会如此</translation>
    </message>
    <message>
        <source>{seconds:g} seconds of training are over.</source>
        <translation>{seconds:g} 秒的训练已结束。</translation>
    </message>
    <message>
        <source>One second of training is over.</source>
        <translation>1 秒的训练已结束。</translation>
    </message>
    <message>
        <source>{beside!r}, which is written beside the export, is there already and is no plain file; move it away, or choose another name.</source>
        <translation>导出时要在旁边写入 {beside!r}，但那里已有的不是普通文件；请将它移走，或选择其他名称。</translation>
    </message>
    <message>
        <source>it doesn&apos;t say of which schema it is</source>
        <translation>它没有说明自己的格式版本</translation>
    </message>
    <message>
        <source>a table of it is lost</source>
        <translation>它丢失了一个表</translation>
    </message>
    <message>
        <source>{path!r} is no history of a run: its tables are others. Move it away; the run then continues from its checkpoint without it.</source>
        <translation>{path!r} 不是运行的历史：表不相符。请将它移走；此后运行将从检查点继续，不带历史。</translation>
    </message>
    <message>
        <source>The output folder {folder!r} already holds a sweep ({held}); choose another folder.</source>
        <translation>输出文件夹 {folder!r} 中已有扫描（{held}）；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The output folder {folder!r} already holds a study ({held}); choose another folder.</source>
        <translation>输出文件夹 {folder!r} 中已有研究（{held}）；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path!r} can&apos;t be used: {reason}</source>
        <translation>{path!r} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>{path!r} can&apos;t be read as the JSON of a configuration; correct it, or move it away: a run&apos;s checkpoints say what it began with, too.</source>
        <translation>无法将 {path!r} 作为配置的 JSON 读取；请更正它，或将它移走：运行的检查点也记录了开始时的设置。</translation>
    </message>
    <message>
        <source>its model holds a layer of the class {kind}, which is never loaded; only dense layers one after another are rebuilt here, and what this program exported is loaded into a run of its network</source>
        <translation>其模型含有类 {kind} 的层，从不载入；此处只重建依次相连的全连接层，本程序导出的模型请载入网络相同的运行</translation>
    </message>
    <message>
        <source>it is truncated or damaged and can&apos;t be opened as HDF5</source>
        <translation>它不完整或已损坏，无法作为 HDF5 打开</translation>
    </message>
    <message>
        <source>it is damaged: its table of contents can&apos;t be read</source>
        <translation>它已损坏：无法读取其目录</translation>
    </message>
    <message>
        <source>{path} needs {needed} bytes, but the file holds {stored} of it</source>
        <translation>{path} 需要 {needed} 字节，但文件中只有 {stored} 字节</translation>
    </message>
    <message>
        <source>{path} is truncated or damaged and can&apos;t be read</source>
        <translation>{path} 不完整或已损坏，无法读取</translation>
    </message>
    <message>
        <source>it has no group &apos;layers&apos;</source>
        <translation>它没有名为 &apos;layers&apos; 的组</translation>
    </message>
    <message>
        <source>{path} is not an array</source>
        <translation>{path} 不是数组</translation>
    </message>
    <message>
        <source>{path} is a virtual dataset, but only data in the file is read</source>
        <translation>{path} 是虚拟数据集，但只读取文件内的数据</translation>
    </message>
    <message>
        <source>{path} is stored in another file, but only data in the file is read</source>
        <translation>{path} 存储在另一个文件中，但只读取文件内的数据</translation>
    </message>
    <message>
        <source>{path} is stored in chunks or compressed, but must be stored plainly</source>
        <translation>{path} 是分块或压缩存储的，但必须直接存储</translation>
    </message>
    <message>
        <source>{path} is of a type that is stored elsewhere in the file, but must be plain float32</source>
        <translation>{path} 的类型存储在文件的别处，但必须是普通的 float32</translation>
    </message>
    <message>
        <source>{path} holds nothing</source>
        <translation>{path} 不含任何内容</translation>
    </message>
    <message>
        <source>it holds {count} things in one group, but no network has more than {most}</source>
        <translation>它的一个组中有 {count} 项，但任何网络都不超过 {most} 项</translation>
    </message>
    <message>
        <source>it holds {name} in {where}, where only {expected} is expected</source>
        <translation>它在 {where} 中含有 {name}，而那里只应有 {expected}</translation>
    </message>
    <message>
        <source>it holds {name} in {where}, where nothing is expected</source>
        <translation>它在 {where} 中含有 {name}，而那里不应有任何内容</translation>
    </message>
    <message>
        <source>it lacks {name} in {where}</source>
        <translation>它在 {where} 中缺少 {name}</translation>
    </message>
    <message>
        <source>{name} in {where} is an external link, but only data in the file is read</source>
        <translation>{where} 中的 {name} 是外部链接，但只读取文件内的数据</translation>
    </message>
    <message>
        <source>{name} in {where} is a soft link, but only data in the file is read</source>
        <translation>{where} 中的 {name} 是软链接，但只读取文件内的数据</translation>
    </message>
    <message>
        <source>{name} in {where} is not a group, but one is expected there</source>
        <translation>{where} 中的 {name} 不是组，但那里应是一个组</translation>
    </message>
    <message>
        <source>its attribute {name} is not a text of at most {most} bytes</source>
        <translation>它的属性 {name} 不是至多 {most} 字节的文本</translation>
    </message>
    <message>
        <source>it lacks the attribute {name} of {where}</source>
        <translation>它缺少 {where} 的属性 {name}</translation>
    </message>
    <message>
        <source>the attribute {name} of {where} is not a list of at most {most} names</source>
        <translation>{where} 的属性 {name} 不是至多 {most} 个名称的列表</translation>
    </message>
    <message>
        <source>the attribute {name} of {where} holds something else than names</source>
        <translation>{where} 的属性 {name} 含有名称以外的内容</translation>
    </message>
    <message>
        <source>the attribute {name} of {where} holds the name {given}, which no layer has</source>
        <translation>{where} 的属性 {name} 含有名称 {given}，而没有哪一层叫这个名称</translation>
    </message>
    <message>
        <source>the attribute {name} of {where} holds a name twice</source>
        <translation>{where} 的属性 {name} 中有一个名称出现了两次</translation>
    </message>
    <message>
        <source>its attribute {name} is not a text</source>
        <translation>它的属性 {name} 不是文本</translation>
    </message>
    <message>
        <source>its attribute {name} has more than {most} bytes</source>
        <translation>它的属性 {name} 超过 {most} 字节</translation>
    </message>
    <message>
        <source>There is no weights file {path}; check the path.</source>
        <translation>没有权重文件 {path}；请检查路径。</translation>
    </message>
    <message>
        <source>The weights file {path} can&apos;t be read: {reason}.</source>
        <translation>无法读取权重文件 {path}：{reason}。</translation>
    </message>
    <message>
        <source>{name} has shape {shape} in the file but {shape_2} here</source>
        <translation>{name} 在文件中的形状为 {shape}，在此处为 {shape_2}</translation>
    </message>
    <message>
        <source>{name} is of type {dtype} in the file but float32 here</source>
        <translation>{name} 在文件中的类型为 {dtype}，在此处为 float32</translation>
    </message>
    <message>
        <source>{name} holds {bad} of {size} numbers that are not finite (NaN or infinite)</source>
        <translation>{name} 的 {size} 个数中有 {bad} 个不是有限的数（NaN 或无穷）</translation>
    </message>
    <message>
        <source>{name} holds {min:g}, but can&apos;t be so small</source>
        <translation>{name} 含有 {min:g}，但不可能这么小</translation>
    </message>
    <message>
        <source>The study {path!r} can&apos;t be used: {why}.</source>
        <translation>研究 {path!r} 无法使用：{why}。</translation>
    </message>
    <message>
        <source>its plan holds other things than a study&apos;s</source>
        <translation>其计划的内容与研究不符</translation>
    </message>
    <message>
        <source>its plan has no configurations, or too many</source>
        <translation>其计划没有配置，或配置过多</translation>
    </message>
    <message>
        <source>the seeds of its plan are none</source>
        <translation>其计划的种子无效</translation>
    </message>
    <message>
        <source>the steps of its plan are none</source>
        <translation>其计划的步数无效</translation>
    </message>
    <message>
        <source>The study {path!r} can&apos;t be used: {reason}</source>
        <translation>研究 {path!r} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>an evaluation in it is of no seed that it was to train</source>
        <translation>其中一次评估不属于它应训练的种子</translation>
    </message>
    <message>
        <source>a seed in it has no evaluations</source>
        <translation>其中一个种子没有评估</translation>
    </message>
    <message>
        <source>its plan can&apos;t be read</source>
        <translation>其计划无法读取</translation>
    </message>
    <message>
        <source>{name} can&apos;t be read</source>
        <translation>{name} 无法读取</translation>
    </message>
    <message>
        <source>Its checkpoint would take {needed:,} MB, and {most:,} MB are the most; train trains such a run.</source>
        <translation>其检查点需要 {needed:,} MB，而上限为 {most:,} MB；这样的运行请用 train 训练。</translation>
    </message>
    <message>
        <source>It has no checkpoint, since a number of it isn&apos;t finite: nothing could train on there.</source>
        <translation>它没有检查点，因为其中有数值不是有限的：无法由此继续训练。</translation>
    </message>
    <message>
        <source>The run that a worker sent is larger than one can be.</source>
        <translation>工作进程发来的运行超过了允许的大小。</translation>
    </message>
    <message>
        <source>The run that a worker sent has files that no run has.</source>
        <translation>工作进程发来的运行含有运行不会有的文件。</translation>
    </message>
    <message>
        <source>{path!r} is a link, so that no runs are saved there.</source>
        <translation>{path!r} 是链接，因此不在那里保存运行。</translation>
    </message>
    <message>
        <source>The run is larger than one that is sent can be.</source>
        <translation>该运行超过了可发送的大小。</translation>
    </message>
    <message>
        <source>The output folder {path!r} already holds a study ({held}); continue it by --resume, or choose another folder.</source>
        <translation>输出文件夹 {path!r} 中已有研究（{held}）；请用 --resume 继续，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The study in {path!r} is being done by another program; wait for it, or choose another folder.</source>
        <translation>{path!r} 中的研究正由另一个程序进行；请等待，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The folder {path!r} holds a study of other settings, steps or evaluations; repeat the command that began it, or choose another folder.</source>
        <translation>文件夹 {path!r} 中的研究具有其他设置、步数或评估；请重复开始它的命令，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The study&apos;s plan {path!r} can&apos;t be read; choose another folder.</source>
        <translation>研究的计划 {path!r} 无法读取；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The study holds seed {seed} of {preset}, which --seeds leaves out; name it as well.</source>
        <translation>该研究包含 {preset} 的种子 {seed}，而 --seeds 未包括它；请一并写出。</translation>
    </message>
    <message>
        <source>{path!r} isn&apos;t a table of a study that can be resumed; choose another folder.</source>
        <translation>{path!r} 不是可继续的研究的表；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>time left unknown</source>
        <translation>剩余时间未知</translation>
    </message>
    <message>
        <source>{line} · {left}</source>
        <translation>{line} · {left}</translation>
    </message>
    <message>
        <source>{n} h left</source>
        <translation>还剩 {n} 小时</translation>
    </message>
    <message>
        <source>{low}–{high} h left</source>
        <translation>还剩 {low}–{high} 小时</translation>
    </message>
    <message>
        <source>{n} min left</source>
        <translation>还剩 {n} 分钟</translation>
    </message>
    <message>
        <source>{low}–{high} min left</source>
        <translation>还剩 {low}–{high} 分钟</translation>
    </message>
    <message>
        <source>{n} s left</source>
        <translation>还剩 {n} 秒</translation>
    </message>
    <message>
        <source>{low}–{high} s left</source>
        <translation>还剩 {low}–{high} 秒</translation>
    </message>
    <message>
        <source>The process that trained seed {seed} of {name} {how}</source>
        <translation>训练 {name} 的种子 {seed} 的进程 {how}</translation>
    </message>
    <message>
        <source>{how}, {times}. Seeds that were finished before are saved; continue by --resume, with fewer processes by --on local:1.</source>
        <translation>{how}，{times}。此前完成的种子已保存；请用 --resume 继续，用 --on local:1 减少进程。</translation>
    </message>
    <message>
        <source>{how}; the seed is begun again in another.</source>
        <translation>{how}；该种子在另一个进程中重新开始。</translation>
    </message>
    <message>
        <source>twice</source>
        <translation>两次</translation>
    </message>
    <message>
        <source>{count} times</source>
        <translation>{count} 次</translation>
    </message>
    <message>
        <source>What the sweep is to do isn&apos;t saved as this version saves it.</source>
        <translation>该扫描的任务不是按本版本的格式保存的。</translation>
    </message>
    <message>
        <source>The sweep&apos;s space must be a table, and its preset text.</source>
        <translation>扫描的空间必须是表，预设必须是文本。</translation>
    </message>
    <message>
        <source>The sweep&apos;s sampler or score isn&apos;t one that this version has.</source>
        <translation>扫描的采样器或评分不是本版本所有的。</translation>
    </message>
    <message>
        <source>The sweep&apos;s rule for pruning must be a p-value between 0 and 1.</source>
        <translation>扫描的剪枝规则必须是 0 到 1 之间的 p 值。</translation>
    </message>
    <message>
        <source>The sweep doesn&apos;t say how many trials it has.</source>
        <translation>该扫描没有说明试验数。</translation>
    </message>
    <message>
        <source>Seed {seed} is among --seeds and --report-seeds, but what was chosen by a seed can&apos;t be judged by it; give others to --report-seeds.</source>
        <translation>种子 {seed} 同时在 --seeds 和 --report-seeds 中，但由某种子选出的结果不能由它评判；请为 --report-seeds 给出其他种子。</translation>
    </message>
    <message>
        <source>A number of the sweep is {value}, but must be a whole number from {low:,} to {high:,}.</source>
        <translation>扫描的一个数是 {value}，但必须是 {low:,} 到 {high:,} 的整数。</translation>
    </message>
    <message>
        <source>The sweep&apos;s seeds must be a list of up to 1,000.</source>
        <translation>扫描的种子必须是至多 1,000 个的列表。</translation>
    </message>
    <message>
        <source>The sweep names a seed twice, which would count it double.</source>
        <translation>扫描重复列出了一个种子，会被重复计算。</translation>
    </message>
    <message>
        <source>set it with --every and --episodes</source>
        <translation>请用 --every 和 --episodes 设置</translation>
    </message>
    <message>
        <source>every trial is trained for --steps</source>
        <translation>每次试验都训练 --steps 步</translation>
    </message>
    <message>
        <source>it changes nothing in what is learned</source>
        <translation>它不改变所学的内容</translation>
    </message>
    <message>
        <source>{name} can&apos;t be swept: {reason}; leave it out of {where}.</source>
        <translation>{name} 不能扫描：{reason}；请从 {where} 中去掉。</translation>
    </message>
    <message>
        <source>{name} in {where} has {unknown}, but what it can be is said by {keys}.</source>
        <translation>{where} 中的 {name} 含有 {unknown}，但其可取的值由 {keys} 表示。</translation>
    </message>
    <message>
        <source>{name} in {where} is {given}, but must be a table such as {{ low = 1, high = 10 }} with log, step or points besides, or {{ choices = [1, 5] }}.</source>
        <translation>{where} 中的 {name} 是 {given}，但必须是形如 {{ low = 1, high = 10 }} 的表（可加 log、step 或 points），或 {{ choices = [1, 5] }}。</translation>
    </message>
    <message>
        <source>{name} is no number; give its choices, such as {{ choices = [{some}] }}.</source>
        <translation>{name} 不是数字；请给出选项，例如 {{ choices = [{some}] }}。</translation>
    </message>
    <message>
        <source>{name} has choices and {other}; give one or the other.</source>
        <translation>{name} 同时有 choices 和 {other}；请只给其一。</translation>
    </message>
    <message>
        <source>The choices of {name} are {given}, but must be a list of at least one value.</source>
        <translation>{name} 的 choices 是 {given}，但必须是至少一个值的列表。</translation>
    </message>
    <message>
        <source>{name} has {count:,} choices, but {most:,} are the most.</source>
        <translation>{name} 有 {count:,} 个选项，但至多 {most:,} 个。</translation>
    </message>
    <message>
        <source>{name} has the choice {value} twice; leave one out.</source>
        <translation>{name} 的选项 {value} 出现两次；请去掉一个。</translation>
    </message>
    <message>
        <source>{name} needs low and high, or choices.</source>
        <translation>{name} 需要 low 和 high，或 choices。</translation>
    </message>
    <message>
        <source>The range of {name} from {low:.10g} to {high:.10g} is empty; low must be less than high.</source>
        <translation>{name} 从 {low:.10g} 到 {high:.10g} 的范围为空；low 必须小于 high。</translation>
    </message>
    <message>
        <source>log of {name} is {given}, but must be true or false.</source>
        <translation>{name} 的 log 是 {given}，但必须为 true 或 false。</translation>
    </message>
    <message>
        <source>{name} takes one of step and points, and with log only points.</source>
        <translation>{name} 只能有 step 与 points 之一，有 log 时只能用 points。</translation>
    </message>
    <message>
        <source>{key} of {name} is {given}, but must be a number; put words among choices.</source>
        <translation>{name} 的 {key} 是 {given}，但必须是数字；文字请放入 choices。</translation>
    </message>
    <message>
        <source>step of {name} is {given}, but must be {what} above 0 and up to {most:.10g}, what high is more than low.</source>
        <translation>{name} 的 step 是 {given}，但必须是大于 0 且至多 {most:.10g}（high 与 low 之差）的{what}。</translation>
    </message>
    <message>
        <source>points of {name} is {given}, but must be a whole number from 2 on.</source>
        <translation>{name} 的 points 是 {given}，但必须是从 2 起的整数。</translation>
    </message>
    <message>
        <source>points of {name} is {given}, but there are fewer whole numbers so far apart; lower it.</source>
        <translation>{name} 的 points 是 {given}，但没有那么多整数；请减小。</translation>
    </message>
    <message>
        <source>{name} would have {count:,} values, but {most:,} are the most; take larger steps.</source>
        <translation>{name} 会有 {count:,} 个值，但至多 {most:,} 个；请加大步长。</translation>
    </message>
    <message>
        <source>{name} begins at {low:.10g}, but with log it must begin above 0.</source>
        <translation>{name} 从 {low:.10g} 开始，但有 log 时必须从大于 0 开始。</translation>
    </message>
    <message>
        <source>The edit {given} is none of those that this version knows.</source>
        <translation>更改 {given} 不是本版本所知的。</translation>
    </message>
    <message>
        <source>--edit is {given}, but must be pause, go, trials=N, prune=on, prune=off, prune=P, or a hyperparameter of the space such as n_step=[1,4].</source>
        <translation>--edit 是 {given}，但必须是 pause、go、trials=N、prune=on、prune=off、prune=P，或空间中的超参数，例如 n_step=[1,4]。</translation>
    </message>
    <message>
        <source>trials in --edit is {given}, but {begun} have begun; give at least as many.</source>
        <translation>--edit 中的 trials 是 {given}，但已开始 {begun} 个；请至少给出同样多。</translation>
    </message>
    <message>
        <source>{name} isn&apos;t in the sweep&apos;s space, which has {names}; begin another sweep for it.</source>
        <translation>{name} 不在扫描的空间中，其中有 {names}；请为它另开扫描。</translation>
    </message>
    <message>
        <source>The value of {name} in --edit is {given}, which can&apos;t be read; write it as in a .toml file, such as n_step=[1,4] or learning_rate={{low=0.001,high=0.002}}.</source>
        <translation>--edit 中 {name} 的值是 {given}，无法读取；请按 .toml 文件的写法，例如 n_step=[1,4] 或 learning_rate={{low=0.001,high=0.002}}。</translation>
    </message>
    <message>
        <source>trials in --edit is {given}, but must be a whole number from 1 to {most:,}.</source>
        <translation>--edit 中的 trials 是 {given}，但必须是 1 到 {most:,} 的整数。</translation>
    </message>
    <message>
        <source>prune in --edit is {given}, but must be a p-value from 0 (off) to below 1.</source>
        <translation>--edit 中的 prune 是 {given}，但必须是从 0（关闭）到小于 1 的 p 值。</translation>
    </message>
    <message>
        <source>{on} trains {count} seeds at a time, which need {need:,.1f} GiB of memory, but {free:,.1f} GiB are free; {fit}</source>
        <translation>{on} 同时训练 {count} 个种子，需要 {need:,.1f} GiB 内存，但只有 {free:,.1f} GiB 可用；{fit}</translation>
    </message>
    <message>
        <source>{name} has no effect beside any of the other settings, so that all its values would come to the same; leave it out of [space], or set what it depends on (dqn-engine knobs tells).</source>
        <translation>{name} 与其他任何设置搭配都不起作用，所有取值的结果都一样；请从 [space] 中去掉它，或设置它所依赖的内容（见 dqn-engine knobs）。</translation>
    </message>
    <message>
        <source>The space holds settings that don&apos;t go together ({settings}): {reason}</source>
        <translation>空间中有互不相容的设置（{settings}）：{reason}</translation>
    </message>
    <message>
        <source>{fit} of them fit, --on local:{fit}.</source>
        <translation>其中 {fit} 个放得下，--on local:{fit}。</translation>
    </message>
    <message>
        <source>not one fits: lower capacity, batch_size or sizes.</source>
        <translation>一个也放不下：请减小 capacity、batch_size 或规模。</translation>
    </message>
    <message>
        <source>The sweep {path!r} can&apos;t be used: {why}.</source>
        <translation>扫描 {path!r} 无法使用：{why}。</translation>
    </message>
    <message>
        <source>{path!r} is no sweep: its tables are others.</source>
        <translation>{path!r} 不是扫描：其中的表不同。</translation>
    </message>
    <message>
        <source>{path!r} is a sweep of schema {schema}, but this version reads schema {ours}; open it with the version that wrote it.</source>
        <translation>{path!r} 是格式 {schema} 的扫描，而本版本读取格式 {ours}；请用写入它的版本打开。</translation>
    </message>
    <message>
        <source>The folder {folder!r} holds no sweep.</source>
        <translation>文件夹 {folder!r} 中没有扫描。</translation>
    </message>
    <message>
        <source>The sweep {path!r} can&apos;t be used: it is not a plain file.</source>
        <translation>扫描 {path!r} 无法使用：它不是普通文件。</translation>
    </message>
    <message>
        <source>The sweep {path!r} can&apos;t be used: {beside!r} is not a plain file.</source>
        <translation>扫描 {path!r} 无法使用：{beside!r} 不是普通文件。</translation>
    </message>
    <message>
        <source>{path!r} is no sweep: {said}.</source>
        <translation>{path!r} 不是扫描：{said}。</translation>
    </message>
    <message>
        <source>The sweep {path!r} can&apos;t be opened; check that it can be read.</source>
        <translation>扫描 {path!r} 无法打开；请检查其是否可读。</translation>
    </message>
    <message>
        <source>its trials aren&apos;t numbered from 0 on</source>
        <translation>其试验不是从 0 开始编号</translation>
    </message>
    <message>
        <source>the settings of a trial are none</source>
        <translation>一个试验的设置无效</translation>
    </message>
    <message>
        <source>trial {number} leaves out what it must set</source>
        <translation>试验 {number} 缺少必须的设置</translation>
    </message>
    <message>
        <source>The sweep {path!r} can&apos;t be used: {reason}</source>
        <translation>扫描 {path!r} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>The sweep {path!r} can&apos;t be read: {error}.</source>
        <translation>扫描 {path!r} 无法读取：{error}。</translation>
    </message>
    <message>
        <source>trial {number} sets what it couldn&apos;t have</source>
        <translation>试验 {number} 设置了不可能的值</translation>
    </message>
    <message>
        <source>it holds a seed that it wasn&apos;t to train</source>
        <translation>其中有它不应训练的种子</translation>
    </message>
    <message>
        <source>the evaluations of a seed aren&apos;t those that it was to have</source>
        <translation>一个种子的评估与应有的不符</translation>
    </message>
    <message>
        <source>a value in it can&apos;t be read</source>
        <translation>其中一个值无法读取</translation>
    </message>
    <message>
        <source>Changed from trial {number} on: {edit}.</source>
        <translation>自试验 {number} 起更改：{edit}。</translation>
    </message>
    <message>
        <source>{path!r} can&apos;t be written: {error}; free some space or choose another folder, and continue by --resume.</source>
        <translation>无法写入 {path!r}：{error}；请腾出空间或选择其他文件夹，并用 --resume 继续。</translation>
    </message>
    <message>
        <source>The output folder {path!r} already holds a sweep or a study ({held}); continue a sweep by --resume, or choose another folder.</source>
        <translation>输出文件夹 {path!r} 中已有扫描或研究（{held}）；请用 --resume 继续扫描，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path!r} can&apos;t be written: {error}; free some space or choose another folder, and try again.</source>
        <translation>无法写入 {path!r}：{error}；请腾出空间或选择其他文件夹，然后重试。</translation>
    </message>
    <message>
        <source>The edit {path!r} can&apos;t be read and was left out.</source>
        <translation>无法读取更改 {path!r}，已略过。</translation>
    </message>
    <message>
        <source>The sweep in {folder!r} can&apos;t be used: {name!r} is a link or not what it is in a sweep.</source>
        <translation>无法使用 {folder!r} 中的扫描：{name!r} 是链接，或不是扫描中应有的内容。</translation>
    </message>
    <message>
        <source>The sweep in {path!r} is being done by another program; wait for it, change it by --edit, or choose another folder.</source>
        <translation>{path!r} 中的扫描正由另一个程序进行；请等待，用 --edit 更改它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>A compiled program in {folder!r} couldn&apos;t be written ({reason}); the program was compiled without keeping it.</source>
        <translation>无法写入 {folder!r} 中的编译程序（{reason}）；程序已编译但未保留。</translation>
    </message>
    <message>
        <source>A compiled program in {folder!r} couldn&apos;t be read ({reason}); what is damaged there was removed, and the program was compiled again.</source>
        <translation>无法读取 {folder!r} 中的编译程序（{reason}）；已移除其中损坏的内容，并重新编译了程序。</translation>
    </message>
    <message>
        <source>{name} of the module {module!r} failed: {reason}. Python runs it when it likes, so it stopped nothing; mend it.</source>
        <translation>模块 {module!r} 的 {name} 失败：{reason}。Python 会在它选定的时刻运行它，所以没有中断任何事情；请修正它。</translation>
    </message>
    <message>
        <source>TensorFlow already runs without it</source>
        <translation>TensorFlow 已在没有它的情况下运行</translation>
    </message>
    <message>
        <source>chosen by auto, since small networks run faster on it; with layers of 256 or batches of 512 try gpu:0</source>
        <translation>由 auto 选择，因为小网络在其上更快；若层宽 256 或批大小 512，可试 gpu:0</translation>
    </message>
    <message>
        <source>gpu:0 was asked for, but can&apos;t be used: {why}</source>
        <translation>请求了 gpu:0，但它无法使用：{why}</translation>
    </message>
    <message>
        <source>as asked for</source>
        <translation>按要求</translation>
    </message>
    <message>
        <source>as asked for, and tried</source>
        <translation>按要求，并已试用</translation>
    </message>
    <message>
        <source>There is no device {device!r}; the devices are: {devices}.</source>
        <translation>没有设备 {device!r}；可用的设备有：{devices}。</translation>
    </message>
    <message>
        <source>TensorFlow finds no GPU here; install the extra &apos;gpu&apos; and a driver</source>
        <translation>TensorFlow 在此找不到 GPU；请安装可选组件 &apos;gpu&apos; 和驱动程序</translation>
    </message>
    <message>
        <source>{device} multiplies matrices wrongly</source>
        <translation>{device} 的矩阵乘法结果有误</translation>
    </message>
    <message>
        <source>the test was ended by signal {code}</source>
        <translation>测试被信号 {code} 终止</translation>
    </message>
    <message>
        <source>it did not answer within {patience_s:.0f} s</source>
        <translation>它在 {patience_s:.0f} 秒内没有应答</translation>
    </message>
    <message>
        <source>the test could not be started: {error}</source>
        <translation>测试无法启动：{error}</translation>
    </message>
    <message>
        <source>The environment {name!r} didn&apos;t come back from close() within {seconds:g} s and was left behind.</source>
        <translation>环境 {name!r} 在 {seconds:g} 秒内没有从 close() 返回，已被放下不管。</translation>
    </message>
    <message>
        <source>The folder of compiled programs {folder!r} can&apos;t be used: {strerror}. The program is compiled without it, which takes some seconds at every start.</source>
        <translation>已编译程序的文件夹 {folder!r} 无法使用：{strerror}。程序将不经它编译，每次启动会多花几秒。</translation>
    </message>
    <message>
        <source>Compiled programs in {folder!r} that were damaged ({damaged}) were removed; what is needed is compiled again.</source>
        <translation>{folder!r} 中有 {damaged} 个已编译的程序损坏并被删除；所需的会重新编译。</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>它嵌套过深</translation>
    </message>
    <message>
        <source>a number in it has too many digits</source>
        <translation>其中一个数的位数过多</translation>
    </message>
    <message>
        <source>capacity is {capacity:,}</source>
        <translation>缓冲区容量为 {capacity:,}</translation>
    </message>
    <message>
        <source>lower capacity</source>
        <translation>请调小缓冲区容量</translation>
    </message>
    <message>
        <source>{what}, for which this run needs {need:,.1f} GiB of memory to learn and save, but {free:,.1f} GiB are free; {lower}, or close other programs.</source>
        <translation>{what}，此运行学习和保存需要 {need:,.1f} GiB 内存，但只有 {free:,.1f} GiB 可用；{lower}，或关闭其他程序。</translation>
    </message>
    <message>
        <source>batch_size is {batch_size:,} and hidden_sizes {layers}</source>
        <translation>batch_size 为 {batch_size:,}，hidden_sizes 为 {layers}</translation>
    </message>
    <message>
        <source>lower batch_size or hidden_sizes</source>
        <translation>请调小 batch_size 或 hidden_sizes</translation>
    </message>
    <message>
        <source>{name} can&apos;t change during a run, nor in a fork of it; start a new run with it.</source>
        <translation>“{name}”在运行期间及其分支中都不能更改；请以它开始新的运行。</translation>
    </message>
    <message>
        <source>gives {given} for {name}, but it must be {kind}</source>
        <translation>{name} 给出 {given}，但必须是 {kind}</translation>
    </message>
    <message>
        <source>{taken} steps were taken, but the time limit ends an episode of {environment} after {limit}, and nothing follows; taken must be from 0 to {most}, or −1, unknown.</source>
        <translation>已走 {taken} 步，但 {environment} 的回合在 {limit} 步后因时间上限结束，之后不会再发生什么；taken 必须在 0 到 {most} 之间，或为 −1（未知）。</translation>
    </message>
    <message>
        <source>{name} is {text!r}, but a number must be finite: neither nan nor inf.</source>
        <translation>{name} 为 {text!r}，但数字必须是有限的：不能是 nan 或 inf。</translation>
    </message>
    <message>
        <source>taken was given and replay is true, where it is the number of actions; leave one out.</source>
        <translation>已给出 taken，同时 replay 为 true，而此时它就是动作的个数；请去掉其中一个。</translation>
    </message>
    <message>
        <source>An episode of {environment} is over in {state}, so that nothing follows; choose another state.</source>
        <translation>{environment} 的回合在 {state} 已经结束，之后不会再发生什么；请选择另一个状态。</translation>
    </message>
    <message>
        <source>The importance of hyperparameters can&apos;t be told: all {count} complete trials have the same score.</source>
        <translation>无法得出超参数的重要性：全部 {count} 个完成的试验得分相同。</translation>
    </message>
    <message>
        <source>So few can&apos;t be told from luck: on {seeds} other seeds the changes gave {worth:+,.1f} of return; it takes {least} at least.</source>
        <translation>样本太少，无法与运气区分：在另外 {seeds} 个种子上，这些更改带来 {worth:+,.1f} 的回报；至少需要 {least} 个。</translation>
    </message>
    <message>
        <source>an evaluation in it has returns that none can have</source>
        <translation>其中一次评估的回报不可能出现</translation>
    </message>
    <message>
        <source>a seed in it took no time that there is</source>
        <translation>其中一个种子的用时不可能出现</translation>
    </message>
    <message>
        <source>The study&apos;s tables say different things of seed {seed} of {preset}; choose another folder.</source>
        <translation>研究的各表对 {preset} 的种子 {seed} 说法不一；请选择其他文件夹。</translation>
    </message>
</context>
<context>
    <name>EngineLink</name>
    <message>
        <source>Something in the program failed.</source>
        <translation>程序内部出错。</translation>
    </message>
    <message>
        <source>Training continues. Copy the details into a bug report.</source>
        <translation>训练仍在继续。请将详细信息复制到错误报告中。</translation>
    </message>
</context>
<context>
    <name>EnvironmentViewPanel</name>
    <message>
        <source>The agent at play</source>
        <translation>智能体演示</translation>
    </message>
    <message>
        <source>Q-value of each action</source>
        <translation>各动作的 Q 值</translation>
    </message>
    <message>
        <source>The newest policy plays here in real time, also while it learns.</source>
        <translation>最新的策略在这里实时演示，学习期间也是如此。</translation>
    </message>
    <message>
        <source>Waiting for the first policy to play.</source>
        <translation>等待第一个策略开始演示。</translation>
    </message>
    <message>
        <source>Q-values when it was played</source>
        <translation>这一步时的 Q 值</translation>
    </message>
    <message>
        <source>Step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>Step {step} of {limit}</source>
        <translation>第 {step} 步，共 {limit} 步</translation>
    </message>
    <message>
        <source>You {score} · agent {agent}</source>
        <translation>您 {score} · 智能体 {agent}</translation>
    </message>
    <message>
        <source>Return {score}</source>
        <translation>回报 {score}</translation>
    </message>
    <message>
        <source>Q before the end, at step {step}</source>
        <translation>结束之前的 Q（第 {step} 步）</translation>
    </message>
    <message>
        <source>Q-values at step {step}</source>
        <translation>第 {step} 步时的 Q 值</translation>
    </message>
    <message>
        <source>Q(s, a), a discounted return: what the network that plays expects from the state above on when it takes that action first. It takes the one with the largest. While it is held, the network of the training step that is named above: it learns on.</source>
        <translation>Q(s, a)，即折扣回报：正在玩的网络预期从上方状态起、先采取该动作时能得到的回报。它采取值最大的那个动作。暂停时，这是上方所写训练步的网络的值：它仍在学习。</translation>
    </message>
</context>
<context>
    <name>Environments</name>
    <message>
        <source>Gravity, m/s²</source>
        <translation>重力，m/s²</translation>
    </message>
    <message>
        <source>Mass of the cart, kg</source>
        <translation>小车质量，kg</translation>
    </message>
    <message>
        <source>Mass of the pole, kg</source>
        <translation>杆质量，kg</translation>
    </message>
    <message>
        <source>Pole&apos;s half-length, m</source>
        <translation>半杆长，m</translation>
    </message>
    <message>
        <source>Force of a push, N</source>
        <translation>推力，N</translation>
    </message>
    <message>
        <source>Wind</source>
        <translation>风</translation>
    </message>
    <message>
        <source>Turbulence</source>
        <translation>湍流</translation>
    </message>
    <message>
        <source>Least speed at the goal</source>
        <translation>目标处的最小速度</translation>
    </message>
    <message>
        <source>Chance not to slip</source>
        <translation>不打滑的概率</translation>
    </message>
    <message>
        <source>Chance of going straight in rain</source>
        <translation>雨天直行的概率</translation>
    </message>
    <message>
        <source>Chance of another destination</source>
        <translation>改变目的地的概率</translation>
    </message>
    <message>
        <source>Classic control</source>
        <translation>经典控制</translation>
    </message>
    <message>
        <source>Box2D</source>
        <translation>Box2D</translation>
    </message>
    <message>
        <source>Toy text</source>
        <translation>文字游戏</translation>
    </message>
    <message>
        <source>Atari</source>
        <translation>雅达利</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>您自己的</translation>
    </message>
    <message>
        <source>Action {number}</source>
        <translation>动作 {number}</translation>
    </message>
    <message>
        <source>Observation {number}</source>
        <translation>观测 {number}</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Velocity</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <source>Angular velocity</source>
        <translation>角速度</translation>
    </message>
    <message>
        <source>Torque −1</source>
        <translation>力矩 −1</translation>
    </message>
    <message>
        <source>No torque</source>
        <translation>无力矩</translation>
    </message>
    <message>
        <source>Torque +1</source>
        <translation>力矩 +1</translation>
    </message>
    <message>
        <source>cos θ₁</source>
        <translation>cos θ₁</translation>
    </message>
    <message>
        <source>sin θ₁</source>
        <translation>sin θ₁</translation>
    </message>
    <message>
        <source>cos θ₂</source>
        <translation>cos θ₂</translation>
    </message>
    <message>
        <source>sin θ₂</source>
        <translation>sin θ₂</translation>
    </message>
    <message>
        <source>Angular velocity 1</source>
        <translation>角速度 1</translation>
    </message>
    <message>
        <source>Angular velocity 2</source>
        <translation>角速度 2</translation>
    </message>
    <message>
        <source>Coast</source>
        <translation>滑行</translation>
    </message>
    <message>
        <source>Left engine</source>
        <translation>左引擎</translation>
    </message>
    <message>
        <source>Main engine</source>
        <translation>主引擎</translation>
    </message>
    <message>
        <source>Right engine</source>
        <translation>右引擎</translation>
    </message>
    <message>
        <source>X</source>
        <translation>X</translation>
    </message>
    <message>
        <source>Y</source>
        <translation>Y</translation>
    </message>
    <message>
        <source>X velocity</source>
        <translation>水平速度</translation>
    </message>
    <message>
        <source>Y velocity</source>
        <translation>垂直速度</translation>
    </message>
    <message>
        <source>Left leg</source>
        <translation>左支架</translation>
    </message>
    <message>
        <source>Right leg</source>
        <translation>右支架</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上</translation>
    </message>
    <message>
        <source>South</source>
        <translation>南</translation>
    </message>
    <message>
        <source>North</source>
        <translation>北</translation>
    </message>
    <message>
        <source>East</source>
        <translation>东</translation>
    </message>
    <message>
        <source>West</source>
        <translation>西</translation>
    </message>
    <message>
        <source>Pick up</source>
        <translation>接客</translation>
    </message>
    <message>
        <source>Drop off</source>
        <translation>下客</translation>
    </message>
    <message>
        <source>Stick</source>
        <translation>停牌</translation>
    </message>
    <message>
        <source>Hit</source>
        <translation>要牌</translation>
    </message>
</context>
<context>
    <name>EpisodePlots</name>
    <message>
        <source>Value along the episode</source>
        <translation>回合中的价值</translation>
    </message>
    <message>
        <source>Advantage of each action along the episode</source>
        <translation>回合中各动作的优势</translation>
    </message>
    <message>
        <source>Error along the episode</source>
        <translation>回合中的误差</translation>
    </message>
    <message>
        <source>Click or drag to go to a step; Left and Right go one further.</source>
        <translation>单击或拖动可转到某一步；左右方向键移动一步。</translation>
    </message>
</context>
<context>
    <name>EpisodesPanel</name>
    <message>
        <source>Episode explorer</source>
        <translation>回合浏览器</translation>
    </message>
    <message>
        <source>Playing…</source>
        <translation>正在进行…</translation>
    </message>
    <message>
        <source>{number}: return {score}, {steps}, {end}</source>
        <translation>{number}：回报 {score}，{steps}，{end}</translation>
    </message>
    <message>
        <source>Watched, from step {step}: return {score}, {steps}, {end}</source>
        <translation>正在观看，从第 {step} 步起：回报 {score}，{steps}，{end}</translation>
    </message>
    <message>
        <source>1 step</source>
        <translation>1 步</translation>
    </message>
    <message>
        <source>{length} steps</source>
        <translation>{length} 步</translation>
    </message>
    <message>
        <source>terminated</source>
        <translation>终止</translation>
    </message>
    <message>
        <source>up to the time limit</source>
        <translation>到达时间上限</translation>
    </message>
    <message>
        <source>left</source>
        <translation>中途离开</translation>
    </message>
    <message>
        <source>Step {step} of {length}</source>
        <translation>第 {step} 步，共 {length} 步</translation>
    </message>
    <message>
        <source>next best {action}, {less} less</source>
        <translation>其次 {action}，少 {less}</translation>
    </message>
    <message>
        <source>{action}: return {score} from there, {steps}, {end}</source>
        <translation>{action}：由此起回报 {score}，{steps}，{end}</translation>
    </message>
    <message>
        <source>{future} (what it would do)</source>
        <translation>{future}（策略的选择）</translation>
    </message>
    <message>
        <source>Policy of step {step}, same random numbers, up to {left} more [step|steps]:</source>
        <translation>第 {step} 步的策略，相同的随机数，至多再走 {left} 步：</translation>
    </message>
    <message>
        <source>Policy of step {step}, same random numbers, up to {left} more [step|steps], in the world that it is trained in:</source>
        <translation>第 {step} 步的策略，相同的随机数，至多再走 {left} 步，在它受训练的世界中：</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>Greedy episodes appear here, to be gone through step by step.</source>
        <translation>这里显示贪心回合，可逐步查看。</translation>
    </message>
    <message>
        <source>{environment} is stepped by Gymnasium, which can&apos;t put it into a state. What if, from here plays the episode again up to its step instead.</source>
        <translation>{environment} 由 Gymnasium 推进，无法将其置于某个状态。“如果从这里…”会改为重放该回合至所选步。</translation>
    </message>
    <message>
        <source>The selected state, which isn&apos;t one of this episode. The slider goes back to the episode.</source>
        <translation>所选的状态，不属于这一回合。拖动滑块可回到该回合。</translation>
    </message>
    <message>
        <source>V, of the network&apos;s own value stream</source>
        <translation>V，取自网络的价值流</translation>
    </message>
    <message>
        <source>V, the largest Q-value</source>
        <translation>V，最大的 Q 值</translation>
    </message>
    <message>
        <source>Advantage, Q − V:</source>
        <translation>优势，Q − V：</translation>
    </message>
    <message>
        <source>δ, the error of each step</source>
        <translation>δ，每一步的误差</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play from here</source>
        <translation>由此播放</translation>
    </message>
    <message>
        <source>Episode</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>Episodes that begin as those of an evaluation, played by the current policy</source>
        <translation>与评估的开局相同、由当前策略进行的回合</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Show the newest episodes as they come; going through one holds it</source>
        <translation>显示最新的回合；查看某个回合时停止更新</translation>
    </message>
    <message>
        <source>The state of this step; ghosts are where other actions would have led by then. On a map the disc is the agent, and the flag is where an episode is won. Numbers that nothing draws lie between the least and the most of these episodes.</source>
        <translation>这一步的状态；虚影表示其他动作到那时会通向何处。在地图上，圆点是智能体，旗子是回合获胜之处。画不出来的数，位于这些回合中的最小值与最大值之间。</translation>
    </message>
    <message>
        <source>The state of this step</source>
        <translation>这一步的状态</translation>
    </message>
    <message>
        <source>Step of the episode</source>
        <translation>回合的步</translation>
    </message>
    <message>
        <source>Go through the episode; its state is selected in every instrument</source>
        <translation>浏览回合；其状态在所有仪器中被选中</translation>
    </message>
    <message>
        <source>This step: the action with its Q-value, how much less the next best is worth, the reward r, and δ = r + γ · max Q(s′) − Q(s, a)</source>
        <translation>这一步：动作及其 Q 值、次优动作低多少、奖励 r，以及 δ = r + γ · max Q(s′) − Q(s, a)</translation>
    </message>
    <message>
        <source>What if, from here</source>
        <translation>如果从这里…</translation>
    </message>
    <message>
        <source>Take each action at this step, then greedy ones, with the same random numbers</source>
        <translation>在这一步分别采取各个动作，之后贪心行动，随机数相同</translation>
    </message>
    <message>
        <source>… from the selected state</source>
        <translation>…从选中的状态</translation>
    </message>
    <message>
        <source>The same from the state that is selected elsewhere, where the environment is a compiled one</source>
        <translation>从别处选中的状态开始，同样进行；环境须为编译环境</translation>
    </message>
    <message>
        <source>What follows each first action: the sum of the environment&apos;s own rewards from there, in how many steps</source>
        <translation>每个首个动作之后的结果：从那里起环境自身奖励之和，以及所用步数</translation>
    </message>
    <message>
        <source>What the network thinks the rest of the episode is worth, and after What if the other futures.</source>
        <translation>网络认为回合剩余部分的价值；“如果”之后还有其他未来的价值。</translation>
    </message>
    <message>
        <source>How much better or worse than V each action is: A = Q − V (Wang et al. 2016).</source>
        <translation>各动作比 V 好多少或差多少：A = Q − V（Wang 等，2016）。</translation>
    </message>
    <message>
        <source>δ = r + γ · max Q(s′) − Q(s, a): above 0 the step went better than predicted. After a termination r − Q(s, a).</source>
        <translation>δ = r + γ · max Q(s′) − Q(s, a)：大于 0 表示这一步比预测好。终止之后为 r − Q(s, a)。</translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>Loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Compiling</source>
        <translation>正在编译</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Ready. Press Start to train</source>
        <translation>就绪。按“开始”进行训练</translation>
    </message>
    <message>
        <source>Training. Changes take effect at once</source>
        <translation>训练中。更改立即生效</translation>
    </message>
    <message>
        <source>Paused. Press Space to resume</source>
        <translation>已暂停。按空格键继续</translation>
    </message>
    <message>
        <source>Failed. The last finite network can be saved</source>
        <translation>失败。可保存最后一个数值有限的网络</translation>
    </message>
    <message>
        <source>Run {number}: {environment}, seed {seed}, saved as {name}</source>
        <translation>运行 {number}：{environment}，种子 {seed}，保存为 {name}</translation>
    </message>
    <message>
        <source>Stopped. The network can be watched and saved</source>
        <translation>已停止。仍可观看和保存网络</translation>
    </message>
    <message>
        <source>Loading TensorFlow. Start can be pressed already</source>
        <translation>正在加载 TensorFlow。现在就可以按“开始”</translation>
    </message>
    <message>
        <source>Compiling the program, a few seconds</source>
        <translation>正在编译程序，需要几秒</translation>
    </message>
    <message>
        <source>Loading TensorFlow; training starts once it is loaded</source>
        <translation>正在加载 TensorFlow；加载完成后即开始训练</translation>
    </message>
    <message>
        <source>The run is about to begin</source>
        <translation>运行即将开始</translation>
    </message>
    <message>
        <source>The run begins once the engine is loaded.</source>
        <translation>引擎加载完成后运行即开始。</translation>
    </message>
    <message>
        <source>Press Start.</source>
        <translation>请按“开始”。</translation>
    </message>
    <message>
        <source>The engine is being loaded; Start can be pressed already.</source>
        <translation>引擎正在加载；现在已可按“开始”。</translation>
    </message>
    <message>
        <source>The run opens once the engine is loaded.</source>
        <translation>引擎加载后即打开该运行。</translation>
    </message>
    <message>
        <source>The run is about to begin.</source>
        <translation>运行即将开始。</translation>
    </message>
    <message>
        <source>The run is being opened.</source>
        <translation>正在打开运行。</translation>
    </message>
    <message>
        <source>Compiling the program, a few seconds.</source>
        <translation>正在编译程序，需要几秒钟。</translation>
    </message>
    <message>
        <source>Engine ready on {device} ({seconds} s)</source>
        <translation>引擎已就绪：{device}（{seconds} 秒）</translation>
    </message>
    <message>
        <source>Run {number}: {environment}, seed {seed}</source>
        <translation>运行 {number}：{environment}，种子 {seed}</translation>
    </message>
    <message>
        <source>Checkpoint saved: {megabytes} MB in {seconds} s</source>
        <translation>已保存检查点：{megabytes} MB，用时 {seconds} 秒</translation>
    </message>
    <message>
        <source>Stopped at step {step}.</source>
        <translation>已在第 {step} 步停止。</translation>
    </message>
    <message>
        <source>Ended at step {step}: its limit of steps is reached.</source>
        <translation>已在第 {step} 步结束：已达到步数上限。</translation>
    </message>
    <message>
        <source>Ended at step {step}: the evaluations are at the return to reach.</source>
        <translation>已在第 {step} 步结束：评估达到了目标回报。</translation>
    </message>
    <message>
        <source>Ended at step {step}: its time is over.</source>
        <translation>已在第 {step} 步结束：时间已到。</translation>
    </message>
    <message>
        <source>Left at step {step}.</source>
        <translation>已在第 {step} 步离开。</translation>
    </message>
    <message>
        <source>Saved as {name}; Open continues it.</source>
        <translation>已保存为 {name}；“打开”可继续训练。</translation>
    </message>
    <message>
        <source>It isn&apos;t saved to disk; its network can be watched and saved.</source>
        <translation>未保存到磁盘；仍可观看并保存其网络。</translation>
    </message>
    <message>
        <source>It could not be saved whole as {name}.</source>
        <translation>未能完整保存为 {name}。</translation>
    </message>
    <message>
        <source>Stopping; the run is being saved</source>
        <translation>正在停止；运行正在保存</translation>
    </message>
    <message>
        <source>Stopping after the current chunk of steps</source>
        <translation>当前一段步骤完成后停止</translation>
    </message>
    <message>
        <source>Opened at step {step}. Press Space to train on</source>
        <translation>已在第 {step} 步打开。按空格键继续训练</translation>
    </message>
    <message>
        <source>Back at step {step}; the rest stays saved as {name}. Press Space to train on</source>
        <translation>已回到第 {step} 步。其后的内容仍保存为 {name}。按空格键继续训练</translation>
    </message>
    <message>
        <source>New run from step {step}; {name} stays saved. Press Space to train on</source>
        <translation>从第 {step} 步开始的新运行；{name} 仍保存着。按空格键继续训练</translation>
    </message>
    <message>
        <source>Opened at its last checkpoint, step {step}. The {lost} [step|steps] after it [wasn&apos;t|weren&apos;t] saved: the program had ended before. [It is|They are] trained again.</source>
        <translation>已在最后一个检查点（第 {step} 步）打开。其后的 {lost} 步未保存：程序在此之前已终止。这些步将重新训练。</translation>
    </message>
    <message>
        <source>Solved at step {step}: the mean return of {count} greedy [episode|episodes] is {mean}, and {threshold} is solved.</source>
        <translation>已在第 {step} 步解决：{count} 个贪婪回合的平均回报为 {mean}，达到 {threshold} 即视为解决。</translation>
    </message>
    <message>
        <source>Train on to make it steadier, or stop and export the network.</source>
        <translation>可继续训练使其更稳定，或停止并导出网络。</translation>
    </message>
    <message>
        <source>{reason} The run is now saved in {path}.</source>
        <translation>{reason} 运行现在保存在 {path}。</translation>
    </message>
    <message>
        <source>The run is being saved again.</source>
        <translation>运行又可以保存了。</translation>
    </message>
    <message>
        <source>The environment answers again.</source>
        <translation>环境恢复响应。</translation>
    </message>
    <message>
        <source>The environment has not answered for {seconds} s, and training waits for it. What was saved last is safe: if nothing happens, close the program and open the run again.</source>
        <translation>环境已有 {seconds} 秒没有响应，训练正在等待它。上次保存的内容是安全的：如果一直没有反应，请关闭程序并重新打开该运行。</translation>
    </message>
    <message>
        <source>The environment has not answered for {seconds} s, and training waits for it. Nothing of the run has been saved yet.</source>
        <translation>环境已有 {seconds} 秒没有响应，训练正在等待它。该运行尚未保存任何内容。</translation>
    </message>
    <message>
        <source>An episode was cut off after {steps} steps: the environment has no time limit of its own, so this program&apos;s applies. Register it with max_episode_steps to choose another.</source>
        <translation>一个回合在 {steps} 步后被截断：该环境没有自己的时间限制，因此采用本程序的限制。注册时用 max_episode_steps 可另选限制。</translation>
    </message>
    <message>
        <source>Observations that float32, in which they are stored, hardly tells apart: {count}, such as {name}, which so far stayed between {low} and {high}. Declare the bounds of that range, whose middle is then taken away before anything is rounded, or take an offset away in the environment.</source>
        <translation>观测以 float32 存储，其中 {count} 个几乎无法区分，例如 {name}，它至今保持在 {low} 与 {high} 之间。请声明该范围的边界（其中点会在舍入之前减去），或在环境中减去偏移量。</translation>
    </message>
    <message>
        <source>Action masks in the observations and in info contradict each other; only what both allow is taken and learned. Give one of them only.</source>
        <translation>观测中的动作掩码与 info 中的相互矛盾；只采取并学习两者都允许的动作。请只给出其中一个。</translation>
    </message>
    <message>
        <source>γ is 1, so a value counts every reward to come. Time limits ({steps} steps) don&apos;t end what is learned: where the environment&apos;s own rules don&apos;t end episodes, values grow without end.</source>
        <translation>γ 为 1，价值计入今后的每一份奖励。时间限制（{steps} 步）不会结束所学的内容：若环境自身的规则不结束回合，价值将无止境地增长。</translation>
    </message>
    <message>
        <source>Nothing is known of this environment&apos;s rewards, so C51&apos;s range is {low} to {high}; set v_min and v_max to what returns can be, discounted by γ.</source>
        <translation>对该环境的奖励一无所知，因此 C51 的范围为 {low} 至 {high}；请把 v_min 和 v_max 设为按 γ 折扣后回报可能的值。</translation>
    </message>
    <message>
        <source>C51&apos;s range is {low} to {high}, but returns can lie from {known_low} to {known_high}: what is outside is learned as if it lay at the edge. Set v_min and v_max to auto to hold all.</source>
        <translation>C51 的范围为 {low} 至 {high}，但回报可能在 {known_low} 至 {known_high} 之间：范围之外的部分会被当作位于边缘来学习。把 v_min 和 v_max 设为 auto 即可全部容纳。</translation>
    </message>
    <message>
        <source>C51&apos;s range: {probability} of the probability lies at {edge} = {value}, and returns go beyond it; in the next run raise v_max, or scale the rewards.</source>
        <translation>C51 的范围：{probability} 的概率位于 {edge} = {value} 处，而回报超出了它；请在下次运行中调高 v_max，或缩放奖励。</translation>
    </message>
    <message>
        <source>C51&apos;s range: {probability} of the probability lies at {edge} = {value}, and returns go beyond it; in the next run lower v_min, or scale the rewards.</source>
        <translation>C51 的范围：{probability} 的概率位于 {edge} = {value} 处，而回报超出了它；请在下次运行中调低 v_min，或缩放奖励。</translation>
    </message>
    <message>
        <source>The run is at step {reached} already, so its limit of {steps} [step|steps] ends nothing. Set a later one, or stop the run.</source>
        <translation>运行已在第 {reached} 步，因此 {steps} 步的上限不会结束它。请设更晚的上限，或停止运行。</translation>
    </message>
    <message>
        <source>The run has trained longer than {minutes} [minute|minutes] already, so that limit ends nothing. Set a later one, or stop the run.</source>
        <translation>运行的训练时间已超过 {minutes} 分钟，因此该上限不会结束它。请设更晚的上限，或停止运行。</translation>
    </message>
    <message>
        <source>Nobody says from which return this environment counts as solved, so evaluations don&apos;t end the run. Set the return to reach, stop_return.</source>
        <translation>没有说明此环境从多少回报起视为解决，因此评估不会结束运行。请设置目标回报（stop_return）。</translation>
    </message>
    <message>
        <source>The observations look like pictures, but are learned from as a list of numbers; put the colours last, by np.moveaxis(picture, 0, -1) in the environment.</source>
        <translation>观测看起来是图像，却被当作一列数字来学习；请在环境中用 np.moveaxis(picture, 0, -1) 把颜色放到最后一维。</translation>
    </message>
    <message>
        <source>The observations look like pictures, but are learned from as a list of numbers; return single frames, height by width with 1 or 3 colours; frame_stack stacks them here.</source>
        <translation>观测看起来是图像，却被当作一列数字来学习；请返回单帧，即高乘宽并带 1 或 3 种颜色；此处由 frame_stack 负责堆叠。</translation>
    </message>
    <message>
        <source>The observations look like pictures, but are learned from as a list of numbers; return them as uint8 from 0 to 255; they are scaled here.</source>
        <translation>观测看起来是图像，却被当作一列数字来学习；请以 0 至 255 的 uint8 返回；此处会进行缩放。</translation>
    </message>
    <message>
        <source>A part of the observations looks like a picture, but is learned from as a list of numbers; observe the picture alone, with no dictionary or tuple around it, to learn from it as a picture.</source>
        <translation>观测的一部分看起来像图像，却被当作一列数字来学习；若要把它作为图像来学习，请只观测该图像，外面不要有字典或元组。</translation>
    </message>
    <message>
        <source>A new episode began: this environment can&apos;t be put back into the middle of one.</source>
        <translation>开始了新的回合：此环境无法恢复到回合中途。</translation>
    </message>
    <message>
        <source>Evaluated {mean} ({low}…{high})</source>
        <translation>评估 {mean}（{low}…{high}）</translation>
    </message>
    <message>
        <source>This environment can&apos;t be drawn, so its observation is shown, if it isn&apos;t too large: {why}</source>
        <translation>无法绘制此环境，因此显示其观测（若不太大）：{why}</translation>
    </message>
    <message>
        <source>Saved the weights to {path}.</source>
        <translation>权重已保存到 {path}。</translation>
    </message>
    <message>
        <source>Loaded the weights of {path}.</source>
        <translation>已载入 {path} 的权重。</translation>
    </message>
    <message>
        <source>Exported to {path}: values differ by at most {difference} in {states} states, {share} equal actions.</source>
        <translation>已导出到 {path}：在 {states} 个状态中数值最多相差 {difference}，动作一致 {share}。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export the network</source>
        <translation>导出网络</translation>
    </message>
    <message>
        <source>It is written with a program that plays it, loaded back, and compared.</source>
        <translation>它与可演示它的程序一起写入，再重新载入并比较。</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>Exporting {name}: it is written, loaded back and compared.</source>
        <translation>正在导出 {name}：写入、重新载入并比较。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>to continue in Keras and TensorFlow</source>
        <translation>用于在 Keras 和 TensorFlow 中继续使用</translation>
    </message>
    <message>
        <source>for TensorFlow Serving, and TensorFlow in other languages</source>
        <translation>用于 TensorFlow Serving 以及其他语言的 TensorFlow</translation>
    </message>
    <message>
        <source>for phones and microcontrollers</source>
        <translation>用于手机和微控制器</translation>
    </message>
    <message>
        <source>for ONNX Runtime, in nearly any language</source>
        <translation>用于 ONNX Runtime，几乎支持所有语言</translation>
    </message>
    <message>
        <source>plain NumPy plays it, without any framework</source>
        <translation>只需 NumPy 即可演示，无需任何框架</translation>
    </message>
    <message>
        <source>the weights alone, for Keras and for this program</source>
        <translation>仅权重，用于 Keras 和本程序</translation>
    </message>
    <message>
        <source>the weights alone, for PyTorch, JAX and others</source>
        <translation>仅权重，用于 PyTorch、JAX 等</translation>
    </message>
</context>
<context>
    <name>FieldCanvas</name>
    <message>
        <source>Score: mean return</source>
        <translation>得分：平均回报</translation>
    </message>
</context>
<context>
    <name>FileDrop</name>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>No file came with the drop; drop one weights file ({allowed}) or the folder of a run.</source>
        <translation>拖放中没有文件；请拖放一个权重文件（{allowed}）或一个运行的文件夹。</translation>
    </message>
    <message>
        <source>{count} files were dropped; drop one weights file ({allowed}) or the folder of a run.</source>
        <translation>拖入了 {count} 个文件；请只拖入一个权重文件（{allowed}）或一个运行的文件夹。</translation>
    </message>
    <message>
        <source>{name} is not a weights file; drop one that ends in {allowed}, or the folder of a run.</source>
        <translation>{name} 不是权重文件；请拖入以 {allowed} 结尾的文件，或一个运行的文件夹。</translation>
    </message>
    <message>
        <source>{address} is not a file on this computer; download it and drop the file.</source>
        <translation>{address} 不是本机文件；请先下载再拖入文件。</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Saved the plot as {name}.</source>
        <translation>图表已另存为 {name}。</translation>
    </message>
    <message>
        <source>Open the run {name}</source>
        <translation>打开运行 {name}</translation>
    </message>
    <message>
        <source>Look for runs in {name}</source>
        <translation>在 {name} 中查找运行</translation>
    </message>
    <message>
        <source>Open the run {name} at step {step}</source>
        <translation>打开运行 {name}，回到第 {step} 步</translation>
    </message>
    <message>
        <source>Load the weights {name} into this run</source>
        <translation>将权重 {name} 载入此运行</translation>
    </message>
    <message>
        <source>Load the weights {name}, in a new run</source>
        <translation>将权重 {name} 载入新的运行</translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message>
        <source>What a stated rule found in this run</source>
        <translation>某条明文规则在本次运行中的发现</translation>
    </message>
    <message>
        <source>The figures that made the rule speak, beside the bound that it holds them to</source>
        <translation>触发该规则的数值，以及它所依据的界限</translation>
    </message>
    <message>
        <source>What such figures mean for learning</source>
        <translation>这些数值对学习意味着什么</translation>
    </message>
    <message>
        <source>A hyperparameter as it is now, and what could be tried</source>
        <translation>某个超参数的当前值，以及可以尝试的值</translation>
    </message>
    <message>
        <source>Try in a fork</source>
        <translation>在分支中尝试</translation>
    </message>
    <message>
        <source>Begin a new run at this moment with this change, plotted over this one. It may help or not.</source>
        <translation>以这一更改从此刻开始一次新的运行，并叠加在本次运行上绘制。它可能有用，也可能没用。</translation>
    </message>
</context>
<context>
    <name>FirstRunCard</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Watch an agent learn</source>
        <translation>观看智能体学习</translation>
    </message>
    <message>
        <source>Show me around</source>
        <translation>带我看看</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>An agent learns to balance a pole, from nothing but its own tries.</source>
        <translation>智能体只凭自己的尝试学会平衡一根杆。</translation>
    </message>
    <message>
        <source>An agent learns {environment}, from nothing but its own tries.</source>
        <translation>智能体只凭自己的尝试学习 {environment}。</translation>
    </message>
    <message>
        <source>On the left is everything that can be tuned while it learns; in the middle its learning curves, on the right the agent at play.</source>
        <translation>左侧是学习期间可以调节的一切，中间是学习曲线，右侧是正在演示的智能体。</translation>
    </message>
    <message>
        <source>Every run is saved, and can be opened, gone back in, and forked.</source>
        <translation>每次运行都会保存，可以打开、回退和创建分支。</translation>
    </message>
    <message>
        <source>{first} {second} {third}</source>
        <translation>{first}{second}{third}</translation>
    </message>
    <message>
        <source>Train {environment}</source>
        <translation>训练 {environment}</translation>
    </message>
</context>
<context>
    <name>HealthPanel</name>
    <message>
        <source>The network&apos;s health appears here.</source>
        <translation>这里显示网络的健康状况。</translation>
    </message>
    <message>
        <source>Network health</source>
        <translation>网络健康</translation>
    </message>
    <message>
        <source>Advantages by action</source>
        <translation>各动作的优势</translation>
    </message>
    <message>
        <source>Advantage by action, A − mean A</source>
        <translation>各动作的优势，A − A 的均值</translation>
    </message>
    <message>
        <source>A dueling network adds the value of the state, V, to what each action is better or worse than the mean of all, A − mean A. These are means over the states (Wang et al. 2016).</source>
        <translation>Dueling 网络把状态价值 V 与各动作相对平均的优劣（A − A 的均值）相加。这里是对各状态的平均值（Wang 等，2016）。</translation>
    </message>
    <message>
        <source>Hollow: dormant. The fuller a cell, the more active its unit.</source>
        <translation>空心：休眠。格子越满，单元越活跃。</translation>
    </message>
    <message>
        <source>Dormant units</source>
        <translation>休眠单元</translation>
    </message>
    <message>
        <source>Score of a unit = mean |h| over the states / mean of that over its layer. At most {dormant} counts as dormant, at most {nearly} as nearly dormant (Sokar et al. 2023).</source>
        <translation>单元的得分 = 各状态上 |h| 的均值 / 该层的均值。不超过 {dormant} 为休眠，不超过 {nearly} 为接近休眠（Sokar 等，2023）。</translation>
    </message>
    <message>
        <source>Effective rank</source>
        <translation>有效秩</translation>
    </message>
    <message>
        <source>The least k whose k largest singular values of the last hidden layer&apos;s outputs hold {share} of the sum of all (Kumar et al. 2021). Few of many: the network tells little apart. Bars are √σ.</source>
        <translation>最小的 k，使最后隐藏层输出的前 k 个奇异值占总和的 {share}（Kumar 等，2021）。若只占少数，网络能区分的就很少。柱高为 √σ。</translation>
    </message>
    <message>
        <source>{share} of {states} [state that is|states that are] still in the buffer, over {updates} [update|updates].</source>
        <translation>仍在缓冲区中的 {states} 个状态里的 {share}，历经 {updates} 次更新。</translation>
    </message>
    <message>
        <source>Mean |σ|, {layer}</source>
        <translation>{layer}：|σ| 均值</translation>
    </message>
    <message>
        <source>The mean size of the learned noise of a noisy layer: how much it still explores. It falls as the network grows sure (Fortunato et al. 2018).</source>
        <translation>噪声层所学噪声的平均大小：它还在多大程度上探索。网络越确定，它越小（Fortunato 等，2018）。</translation>
    </message>
    <message>
        <source>Part of the same states whose greedy action is another than at the look before (Schaul et al. 2022).</source>
        <translation>相同状态中，贪心动作与上次查看时不同的比例（Schaul 等，2022）。</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>What a noisy network adds to its weights, in place of ε, to explore.</source>
        <translation>噪声网络为探索而加到权重上的噪声，取代 ε。</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>价值</translation>
    </message>
    <message>
        <source>Of the online network over the states.</source>
        <translation>在线网络在各状态上的价值。</translation>
    </message>
    <message>
        <source>Mean max Q</source>
        <translation>最大 Q 的均值</translation>
    </message>
    <message>
        <source>Mean over the states of the largest Q.</source>
        <translation>各状态上最大 Q 的平均值。</translation>
    </message>
    <message>
        <source>Action gap</source>
        <translation>动作间隔</translation>
    </message>
    <message>
        <source>Mean of the largest Q less the second largest, over the states.</source>
        <translation>各状态上最大 Q 与次大 Q 之差的平均值。</translation>
    </message>
    <message>
        <source>Q where episodes ended</source>
        <translation>终止处的 Q</translation>
    </message>
    <message>
        <source>Mean Q(s, a) of the newest steps that terminated an episode. Their true value is their reward alone.</source>
        <translation>最近终止回合的各步的 Q(s, a) 均值。其真实价值只是它们的奖励。</translation>
    </message>
    <message>
        <source>Reward where they ended</source>
        <translation>终止处的奖励</translation>
    </message>
    <message>
        <source>The mean reward of these steps: what Q should be.</source>
        <translation>这些步的平均奖励：Q 应为此值。</translation>
    </message>
    <message>
        <source>How fast it changes</source>
        <translation>变化的快慢</translation>
    </message>
    <message>
        <source>Between looks, and between the networks that stand for its past.</source>
        <translation>两次查看之间，以及与代表其过去的网络之间。</translation>
    </message>
    <message>
        <source>Churn of greedy actions</source>
        <translation>贪心动作变动率</translation>
    </message>
    <message>
        <source>Drift from target</source>
        <translation>与目标网络的差距</translation>
    </message>
    <message>
        <source>Mean |Q of the online network − Q of the target network| over states and actions.</source>
        <translation>各状态和动作上 |在线网络的 Q − 目标网络的 Q| 的平均值。</translation>
    </message>
    <message>
        <source>Other action than target</source>
        <translation>动作异于目标网络</translation>
    </message>
    <message>
        <source>Part of the states in which the target network&apos;s greedy action is another.</source>
        <translation>目标网络的贪心动作不同的状态所占的比例。</translation>
    </message>
    <message>
        <source>Drift from average</source>
        <translation>与平均网络的差距</translation>
    </message>
    <message>
        <source>Mean |Q of the online network − Q of the averaged network|. What plays is that network or, with trials, an earlier state of it.</source>
        <translation>|在线网络的 Q − 平均网络的 Q| 的平均值。演示的是平均网络；有试演时，是它较早的状态。</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>How large the steps are that the network is changed by.</source>
        <translation>网络每次变化的步子有多大。</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>√(Σ g²) before clipping, a mean over about the last 100 updates.</source>
        <translation>裁剪之前的 √(Σ g²)，约最近 100 次更新的平均值。</translation>
    </message>
    <message>
        <source>Clipped updates</source>
        <translation>被裁剪的更新</translation>
    </message>
    <message>
        <source>Part of about the last 100 updates whose gradient was longer than the limit and cut to it.</source>
        <translation>约最近 100 次更新中，梯度超过上限而被裁剪的比例。</translation>
    </message>
    <message>
        <source>Weight norm</source>
        <translation>权重范数</translation>
    </message>
    <message>
        <source>√(Σ w²) over all layers, without the noise&apos;s σ.</source>
        <translation>所有层的 √(Σ w²)，不含噪声的 σ。</translation>
    </message>
    <message>
        <source>Value and advantage</source>
        <translation>价值与优势</translation>
    </message>
    <message>
        <source>The two streams of a dueling network: Q = V + A − mean A.</source>
        <translation>Dueling 网络的两个流：Q = V + A − A 的均值。</translation>
    </message>
    <message>
        <source>Mean V</source>
        <translation>V 的均值</translation>
    </message>
    <message>
        <source>Mean over the states of the value stream, V(s).</source>
        <translation>价值流 V(s) 在各状态上的平均值。</translation>
    </message>
    <message>
        <source>Spread of V</source>
        <translation>V 的离散</translation>
    </message>
    <message>
        <source>Standard deviation of V(s) over the states.</source>
        <translation>V(s) 在各状态上的标准差。</translation>
    </message>
    <message>
        <source>Mean |A − mean A|</source>
        <translation>|A − A 的均值| 的均值</translation>
    </message>
    <message>
        <source>How far actions lie apart, beside V: where it is small, what is done hardly matters.</source>
        <translation>各动作相差多少，可与 V 相比：若很小，做什么几乎无关紧要。</translation>
    </message>
    <message>
        <source>Hidden layer</source>
        <translation>隐藏层</translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>Value stream</source>
        <translation>价值流</translation>
    </message>
    <message>
        <source>Advantage stream</source>
        <translation>优势流</translation>
    </message>
    <message>
        <source>Value output</source>
        <translation>价值输出</translation>
    </message>
    <message>
        <source>Advantage output</source>
        <translation>优势输出</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Units of this layer whose score is at most {dormant}, of all that it has.</source>
        <translation>该层中得分不超过 {dormant} 的单元数，以及该层的单元总数。</translation>
    </message>
    <message>
        <source>The least number of singular values of what the layer puts out that make up 99 % of their sum, of all (Kumar et al. 2021). Bars: the singular values, the largest first.</source>
        <translation>该层输出的奇异值中，最少需要多少个才能占其总和的 99 %，以及总数（Kumar 等，2021）。柱：奇异值，从大到小。</translation>
    </message>
</context>
<context>
    <name>HeldNumbers</name>
    <message>
        <source>{name}, where the plane is cut: from {low} to {high}; double-click goes back to the watched state</source>
        <translation>{name}，平面在此处截取：从 {low} 到 {high}；双击回到正在观看的状态</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Manual – DQN Workbench</source>
        <translation>手册 – DQN Workbench</translation>
    </message>
    <message>
        <source>Nothing found. Try fewer or other words.</source>
        <translation>未找到。请减少或更换词语。</translation>
    </message>
    <message>
        <source>The first {count} places</source>
        <translation>前 {count} 处</translation>
    </message>
    <message>
        <source>Places: {count}, pages: {pages}</source>
        <translation>共 {count} 处，{pages} 页</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Search all pages</source>
        <translation>搜索所有页面</translation>
    </message>
    <message>
        <source>Search all pages of the manual</source>
        <translation>搜索手册的所有页面</translation>
    </message>
    <message>
        <source>Pages of the manual</source>
        <translation>手册的页面</translation>
    </message>
    <message>
        <source>Places found</source>
        <translation>找到的位置</translation>
    </message>
    <message>
        <source>The pages of the manual are in English.</source>
        <translation>手册的页面为英文。</translation>
    </message>
</context>
<context>
    <name>HistoryStrip</name>
    <message>
        <source>{name} over time</source>
        <translation>{name}随时间的变化</translation>
    </message>
    <message>
        <source>{name} at step {step}: {value}</source>
        <translation>{name}，第 {step} 步：{value}</translation>
    </message>
</context>
<context>
    <name>HyperparametersPanel</name>
    <message>
        <source>First of all</source>
        <translation>首先</translation>
    </message>
    <message>
        <source>Hyperparameters</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Reset all hyperparameters</source>
        <translation>重置所有超参数</translation>
    </message>
    <message>
        <source>reset of all hyperparameters</source>
        <translation>重置全部超参数</translation>
    </message>
    <message>
        <source>applying {count} values to the run</source>
        <translation>将 {count} 个值应用于本次运行</translation>
    </message>
    <message>
        <source>applying one value to the run</source>
        <translation>将一个值应用于本次运行</translation>
    </message>
    <message>
        <source>keeping this run&apos;s values</source>
        <translation>沿用本次运行的值</translation>
    </message>
    <message>
        <source>{set} × schedule {part} = {rate}: the rate of the next update.</source>
        <translation>{set} × 计划 {part} = {rate}：下一次更新的学习率。</translation>
    </message>
    <message>
        <source>now {rate}</source>
        <translation>现为 {rate}</translation>
    </message>
    <message>
        <source>{count} changed</source>
        <translation>{count} 项已更改</translation>
    </message>
    <message>
        <source>Nothing changed</source>
        <translation>均未更改</translation>
    </message>
    <message>
        <source>For the next run; this run has {value}.</source>
        <translation>用于下次运行；本次运行为 {value}。</translation>
    </message>
</context>
<context>
    <name>ImportanceBars</name>
    <message>
        <source>Importance</source>
        <translation>重要性</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Select it in the table, with its curves and its field</source>
        <translation>在表中选中它，并显示其曲线和场</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Goes on where it ended; what was finished stays</source>
        <translation>从结束处继续；已完成的部分保留</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>ending…</source>
        <translation>正在结束…</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>End at once</source>
        <translation>立即结束</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>Its folder was deleted, with what was finished; Undo in the Edit menu brings it back.</source>
        <translation>它的文件夹及其中已完成的结果已被删除；可用编辑菜单中的撤销恢复。</translation>
    </message>
    <message>
        <source>It begins once the one before has ended; not if the window is closed before.</source>
        <translation>前一项结束后开始；若在此之前关闭窗口则不会开始。</translation>
    </message>
    <message>
        <source>Its process was ended by signal 9, as happens where memory runs out.</source>
        <translation>其进程被信号 9 终止，内存耗尽时会这样。</translation>
    </message>
    <message>
        <source>Its process was ended by signal {number}.</source>
        <translation>其进程被信号 {number} 终止。</translation>
    </message>
</context>
<context>
    <name>KnobRow</name>
    <message>
        <source>Reset {knob}</source>
        <translation>重置“{knob}”</translation>
    </message>
    <message>
        <source>Vary {knob} in a sweep</source>
        <translation>在扫描中改变{knob}</translation>
    </message>
    <message>
        <source>Note on {knob}</source>
        <translation>关于“{knob}”的说明</translation>
    </message>
    <message>
        <source>Reset to {value}</source>
        <translation>重置为 {value}</translation>
    </message>
</context>
<context>
    <name>Knobs</name>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Live: takes effect at once, also while training.</source>
        <translation>即时：立即生效，训练时也可更改。</translation>
    </message>
    <message>
        <source>Rebuild: can change while training, which then pauses a moment to rebuild.</source>
        <translation>重建：训练时可以更改，届时训练会稍停以重建。</translation>
    </message>
    <message>
        <source>Next run: takes effect when the next run starts.</source>
        <translation>下次运行：下次运行开始时生效。</translation>
    </message>
    <message>
        <source>From {low} to {high}, default {default}.</source>
        <translation>范围 {low} 至 {high}，默认 {default}。</translation>
    </message>
    <message>
        <source>From {low} to {high} (logarithmic), default {default}.</source>
        <translation>范围 {low} 至 {high}（对数），默认 {default}。</translation>
    </message>
    <message>
        <source>auto, or from {low} to {high}; default {default}.</source>
        <translation>auto，或 {low} 至 {high}；默认 {default}。</translation>
    </message>
    <message>
        <source>Default {default}.</source>
        <translation>默认 {default}。</translation>
    </message>
    <message>
        <source>F1 tells more.</source>
        <translation>按 F1 了解更多。</translation>
    </message>
    <message>
        <source>Double DQN</source>
        <translation>Double DQN</translation>
    </message>
    <message>
        <source>Algorithm</source>
        <translation>算法</translation>
    </message>
    <message>
        <source>The online network selects the next action and the target network evaluates it. Off overestimates values; on costs one more forward pass.</source>
        <translation>由在线网络选择下一动作，由目标网络评估。关闭会高估价值；打开多一次前向计算。</translation>
    </message>
    <message>
        <source>Dueling network</source>
        <translation>Dueling 网络</translation>
    </message>
    <message>
        <source>Splits the network into a state value and action advantages. Helps where many actions are alike; costs a slightly larger network.</source>
        <translation>将网络分为状态价值与动作优势。动作相似时有帮助；网络略大。</translation>
    </message>
    <message>
        <source>Learns expected returns, or their whole distribution: C51 as probabilities of fixed values, QR-DQN as quantiles, IQN as any quantile it is asked for. Distributions can learn steadier and cost time; with IQN a run is about 70 % slower.</source>
        <translation>学习期望回报或其整个分布：C51 用固定值上的概率，QR-DQN 用分位数，IQN 用所要求的任意分位数。分布可以学得更稳，但更费时间；用 IQN 时训练约慢 70 %。</translation>
    </message>
    <message>
        <source>Fixed values that C51 spreads its probabilities over. Few is coarse; many costs time.</source>
        <translation>C51 分配概率的固定值个数。少则粗糙；多则费时间。</translation>
    </message>
    <message>
        <source>Features by which IQN distinguishes quantiles. Few makes them smooth; many costs time.</source>
        <translation>IQN 用来区分各分位数的余弦个数。少则平滑；多则费时间。</translation>
    </message>
    <message>
        <source>n-step return</source>
        <translation>n 步回报</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Rewards summed before bootstrapping. Low learns slowly from far rewards; high is noisier and more off-policy.</source>
        <translation>自举前累加的奖励步数。低则从远期奖励学习慢；高则噪声大且更偏离策略。</translation>
    </message>
    <message>
        <source>Discount γ</source>
        <translation>折扣 γ</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Huber is linear for large errors and so robust; squared learns faster from them and is easier to upset.</source>
        <translation>Huber 对大误差呈线性，因而稳健；平方损失从大误差学得更快，但更易失稳。</translation>
    </message>
    <message>
        <source>Huber</source>
        <translation>Huber</translation>
    </message>
    <message>
        <source>Squared</source>
        <translation>平方</translation>
    </message>
    <message>
        <source>Huber δ</source>
        <translation>Huber δ</translation>
    </message>
    <message>
        <source>Error at which the Huber loss turns linear. Low treats most errors alike; high approaches squared loss.</source>
        <translation>Huber 损失转为线性的误差。低则多数误差同等对待；高则接近平方损失。</translation>
    </message>
    <message>
        <source>What δ is multiplied by in the end. High lets the rare terminations count in full late, so that they aren&apos;t forgotten; 1 keeps δ.</source>
        <translation>δ 最终乘以的倍数。较高时，罕见的终止在后期按其全部误差计入，因而不会被遗忘；1 表示保持 δ 不变。</translation>
    </message>
    <message>
        <source>Notebook 1</source>
        <translation>笔记本 1</translation>
    </message>
    <message>
        <source>Hidden layers</source>
        <translation>隐藏层</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>units</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>ReLU is quick and scale-free; tanh is bounded and smoother, and slower.</source>
        <translation>ReLU 快且不受尺度影响；tanh 有界、更平滑，但较慢。</translation>
    </message>
    <message>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>tanh</source>
        <translation>tanh</translation>
    </message>
    <message>
        <source>Observation scaling</source>
        <translation>观测缩放</translation>
    </message>
    <message>
        <source>Bounds</source>
        <translation>按范围</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Values start at</source>
        <translation>初始价值</translation>
    </message>
    <message>
        <source>Endless starts every value at what an episode without end is worth, reward per step / (1 − γ), so that only terminations have to be learned; zero has to learn the whole scale first. C51 puts its probabilities near that value, or spreads them evenly for zero.</source>
        <translation>“无尽”让每个价值从永不结束的回合的价值（每步奖励 / (1 − γ)）开始，因此只需学习终止；“零”必须先学会整个数值尺度。C51 把概率放在该价值附近；选“零”则均匀分布。</translation>
    </message>
    <message>
        <source>Endless</source>
        <translation>无尽</translation>
    </message>
    <message>
        <source>Zero</source>
        <translation>零</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Optimisation</source>
        <translation>优化</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>RMSprop</source>
        <translation>RMSprop</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of each update. Low is slow; high is quick, then unstable.</source>
        <translation>每次更新的步长。低则慢；高则快，随后不稳定。</translation>
    </message>
    <message>
        <source>Linear and cosine lower the learning rate over updates, which steadies late training; constant keeps it.</source>
        <translation>线性和余弦随更新次数降低学习率，使后期训练更稳定；恒定则保持不变。</translation>
    </message>
    <message>
        <source>fraction</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>Fraction of the learning rate that the schedule ends at. Low stops learning; high keeps it lively.</source>
        <translation>计划结束时学习率所剩的比例。低则停止学习；高则继续学习。</translation>
    </message>
    <message>
        <source>Fraction of each weight taken away per update, times the learning rate. Low changes nothing; high keeps values small.</source>
        <translation>每次更新从每个权重减去的比例，乘以学习率。低则没有影响；高则使价值偏小。</translation>
    </message>
    <message>
        <source>Optimizer ε</source>
        <translation>优化器 ε</translation>
    </message>
    <message>
        <source>Added to the optimizer&apos;s denominator. Low lets rare gradients take full steps; high damps them.</source>
        <translation>加到优化器分母上的数。低让少见的梯度迈满步；高则抑制它们。</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>transitions</source>
        <translation>条转移</translation>
    </message>
    <message>
        <source>Transitions per update. Small is noisy and fast; large is steady and slow.</source>
        <translation>每次更新的转移数。小则噪声大而快；大则平稳而慢。</translation>
    </message>
    <message>
        <source>Gradient clip</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Largest global norm of the gradient; 0 turns clipping off. Low slows learning; high lets outliers through.</source>
        <translation>梯度全局范数的上限；0 表示不裁剪。低则学习慢；高则放过异常值。</translation>
    </message>
    <message>
        <source>Train every</source>
        <translation>训练间隔</translation>
    </message>
    <message>
        <source>Environment steps between trainings. Low learns most from each step; high runs faster.</source>
        <translation>两次训练之间的环境步数。低则每步学得最多；高则运行更快。</translation>
    </message>
    <message>
        <source>Updates per training</source>
        <translation>每次训练的更新数</translation>
    </message>
    <message>
        <source>updates</source>
        <translation>次更新</translation>
    </message>
    <message>
        <source>Gradient updates at each training. Low is fast; high reuses data more and may overfit to it.</source>
        <translation>每次训练的梯度更新数。低则快；高则更多复用数据，可能过拟合。</translation>
    </message>
    <message>
        <source>Target sync</source>
        <translation>目标同步</translation>
    </message>
    <message>
        <source>Target network</source>
        <translation>目标网络</translation>
    </message>
    <message>
        <source>Soft</source>
        <translation>软</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>硬</translation>
    </message>
    <message>
        <source>Soft rate τ</source>
        <translation>软同步率 τ</translation>
    </message>
    <message>
        <source>Hard sync every</source>
        <translation>硬同步间隔</translation>
    </message>
    <message>
        <source>Updates between copies. Low chases a moving target; high learns from stale values.</source>
        <translation>两次复制之间的更新数。低则追逐移动的目标；高则从过时的价值学习。</translation>
    </message>
    <message>
        <source>Average over</source>
        <translation>平均范围</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>ε-greedy takes a random action now and then; εz-greedy begins one as often and repeats it for a while, which leads farther; Boltzmann takes better actions more often, without ε.</source>
        <translation>ε-贪婪偶尔随机选取动作；εz-贪婪同样频繁地开始随机动作，并重复一段时间，因而走得更远；玻尔兹曼更常选取较好的动作，不用 ε。</translation>
    </message>
    <message>
        <source>ε schedule</source>
        <translation>ε 调度</translation>
    </message>
    <message>
        <source>Exploration</source>
        <translation>探索</translation>
    </message>
    <message>
        <source>Linear falls evenly over environment steps; multiplicative falls by a factor per update; constant keeps the first value.</source>
        <translation>线性随环境步均匀下降；乘法每次更新按系数下降；恒定保持初值。</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Multiplicative</source>
        <translation>乘法</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>Stepped by</source>
        <translation>步进方式</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Gymnasium</source>
        <translation>Gymnasium</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>环境数量</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>个同时</translation>
    </message>
    <message>
        <source>New weights to act every</source>
        <translation>行动权重更新间隔</translation>
    </message>
    <message>
        <source>Where Gymnasium steps the environment: steps played with one copy of the weights. 1 acts with the newest network and costs about a millisecond a step; high acts with older weights and runs faster.</source>
        <translation>环境由 Gymnasium 推进时，用同一份权重走多少步。1 始终用最新的网络行动，每步约多花一毫秒；大则用较旧的权重行动，运行更快。</translation>
    </message>
    <message>
        <source>Time limits</source>
        <translation>时间限制</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Terminate</source>
        <translation>终止</translation>
    </message>
    <message>
        <source>Action masks</source>
        <translation>动作掩码</translation>
    </message>
    <message>
        <source>On never takes an action that the environment&apos;s own mask forbids, and learns what follows from the allowed ones alone; off takes and learns them all. No difference where an environment gives no masks.</source>
        <translation>开启时从不采取环境自身掩码禁止的动作，后续价值也只从允许的动作中学习；关闭时采取并学习所有动作。环境不给出掩码时没有区别。</translation>
    </message>
    <message>
        <source>Value head</source>
        <translation>价值输出</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>期望</translation>
    </message>
    <message>
        <source>C51</source>
        <translation>C51</translation>
    </message>
    <message>
        <source>QR-DQN</source>
        <translation>QR-DQN</translation>
    </message>
    <message>
        <source>IQN</source>
        <translation>IQN</translation>
    </message>
    <message>
        <source>Atoms</source>
        <translation>原子数</translation>
    </message>
    <message>
        <source>Lowest value</source>
        <translation>最低价值</translation>
    </message>
    <message>
        <source>Highest value</source>
        <translation>最高价值</translation>
    </message>
    <message>
        <source>Quantiles</source>
        <translation>分位数个数</translation>
    </message>
    <message>
        <source>Equally likely returns that QR-DQN learns. Few is coarse; many costs time.</source>
        <translation>QR-DQN 学习的等可能回报的个数。少则粗糙；多则费时间。</translation>
    </message>
    <message>
        <source>Cosines</source>
        <translation>余弦数</translation>
    </message>
    <message>
        <source>Fractions</source>
        <translation>分位点</translation>
    </message>
    <message>
        <source>Quantiles of each transition that IQN samples and corrects. Few is noisy; many costs most of an update&apos;s time.</source>
        <translation>IQN 对每个转移采样并修正的分位数个数。少则噪声大；多则占去一次更新的大部分时间。</translation>
    </message>
    <message>
        <source>Target fractions</source>
        <translation>目标分位点</translation>
    </message>
    <message>
        <source>Quantiles that IQN samples of what follows. Few is noisy; many costs time.</source>
        <translation>IQN 对后续回报采样的分位数个数。少则噪声大；多则费时间。</translation>
    </message>
    <message>
        <source>Policy fractions</source>
        <translation>策略分位点</translation>
    </message>
    <message>
        <source>Evenly spread quantiles that IQN&apos;s values are the mean of, in play and to choose the next action. Few is inexact; many costs a little time.</source>
        <translation>均匀分布的分位数的个数，IQN 的价值是它们的平均，用于游戏和选择下一个动作。少则不精确；多则稍费时间。</translation>
    </message>
    <message>
        <source>Noisy network</source>
        <translation>噪声网络</translation>
    </message>
    <message>
        <source>Explores by noise on the weights whose size is learned; the ε schedule then stands at 0, and only ε set by hand adds to it. Costs time per step.</source>
        <translation>用权重上的噪声探索，噪声大小由学习得来；此时 ε 计划为 0，只有手动设置的 ε 会再加上。每步多费时间。</translation>
    </message>
    <message>
        <source>Noise σ₀</source>
        <translation>噪声 σ₀</translation>
    </message>
    <message>
        <source>Size of the noise at first. Low explores little; high drowns what was learned.</source>
        <translation>噪声的初始大小。低则探索少；高则淹没已学到的内容。</translation>
    </message>
    <message>
        <source>How much the future counts. Low is short-sighted; high makes values large and slow to learn; 1 is for environments whose own rules end every episode, since a time limit doesn&apos;t end what is learned.</source>
        <translation>未来所占的分量。低则短视；高则价值大且学得慢；1 适用于自身规则会结束每个回合的环境，因为时间限制不会结束所学的内容。</translation>
    </message>
    <message>
        <source>δ at the end</source>
        <translation>最终 δ</translation>
    </message>
    <message>
        <source>times δ</source>
        <translation>倍 δ</translation>
    </message>
    <message>
        <source>δ grows over</source>
        <translation>δ 增长历时</translation>
    </message>
    <message>
        <source>Updates from the first δ to the last. Low upsets early learning; high steadies late training late.</source>
        <translation>从最初的 δ 到最终的 δ 所经历的更新次数。较低会扰乱早期学习；较高则使后期训练更晚才趋于稳定。</translation>
    </message>
    <message>
        <source>Munchausen</source>
        <translation>Munchausen</translation>
    </message>
    <message>
        <source>Rewards actions by how likely the target network would take them, and bootstraps softly (Double then has no part). Steadier; costs a forward pass.</source>
        <translation>按目标网络选取该动作的可能性奖励动作，并用软自举（此时双重 DQN 不起作用）。更稳定；多一次前向计算。</translation>
    </message>
    <message>
        <source>Munchausen α</source>
        <translation>Munchausen α</translation>
    </message>
    <message>
        <source>Weight of the added log-probability. Low is nearly soft DQN; high stays close to the last policy.</source>
        <translation>所加对数概率的权重。低则近于软 DQN；高则紧跟上一个策略。</translation>
    </message>
    <message>
        <source>Munchausen τ</source>
        <translation>Munchausen τ</translation>
    </message>
    <message>
        <source>Softness of the target network&apos;s policy, in units of value. Low is nearly greedy; high is nearly random.</source>
        <translation>目标网络策略的柔软程度，以价值为单位。低则近于贪婪；高则近于随机。</translation>
    </message>
    <message>
        <source>Munchausen clip</source>
        <translation>Munchausen 截断</translation>
    </message>
    <message>
        <source>Lowest log-probability (times τ) that is added. Near 0 it hardly counts; low lets unlikely actions be punished hard.</source>
        <translation>所加对数概率（乘以 τ）的下限。接近 0 几乎不起作用；低则会重罚不大可能的动作。</translation>
    </message>
    <message>
        <source>Reward shaping</source>
        <translation>奖励塑形</translation>
    </message>
    <message>
        <source>Reward</source>
        <translation>奖励</translation>
    </message>
    <message>
        <source>What is learned from: the environment&apos;s own reward; the first notebook&apos;s formula, which pays CartPole for staying upright in the middle; or the own reward scaled or clipped. Returns shown are always the environment&apos;s own.</source>
        <translation>学习所依据的奖励：环境自身的奖励；第一个笔记本的公式，按 CartPole 在中间保持竖直的程度给奖励；或缩放、截断后的自身奖励。显示的回报始终是环境自身的。</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>Reward scale</source>
        <translation>奖励缩放</translation>
    </message>
    <message>
        <source>Factor of every reward from now on; stored transitions keep theirs. Low makes values and gradients small; high makes them large.</source>
        <translation>从现在起每个奖励的系数；已存储的转移保持原值。低则价值和梯度小；高则大。</translation>
    </message>
    <message>
        <source>Reward clip</source>
        <translation>奖励截断</translation>
    </message>
    <message>
        <source>Largest size of a reward from now on; stored transitions keep theirs. Low hides which rewards are larger; high lets outliers through.</source>
        <translation>从现在起奖励的最大幅度；已存储的转移保持原值。低则看不出哪个奖励更大；高则放过异常值。</translation>
    </message>
    <message>
        <source>Units of each hidden layer, first to last; of images, after the convolutions, in each of a dueling network&apos;s two streams. Small may not fit the values; large costs time per step.</source>
        <translation>各隐藏层的单元数，由前到后；对图像则在卷积层之后，竞争网络的两个支路各有这些层。太小拟合不了价值；太大则每步更耗时。</translation>
    </message>
    <message>
        <source>Convolutions</source>
        <translation>卷积层</translation>
    </message>
    <message>
        <source>Layers before the hidden ones where observations are images: nature&apos;s three for 36 pixels and more, two small ones for fewer; auto chooses by size. Nature sees more and costs most of an update&apos;s time; data-efficient&apos;s two, of wide steps, cost much less and leave fewer weights behind them.</source>
        <translation>观测为图像时隐藏层之前的层：36 像素及以上用 Nature 的三层，更小的图像用两个小层；自动按大小选择。Nature 看得更多，占去一次更新的大部分时间；data-efficient 的两层步幅大，代价小得多，其后的权重也更少。</translation>
    </message>
    <message>
        <source>Nature</source>
        <translation>Nature</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Frames stacked</source>
        <translation>堆叠帧数</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Newest frames that an image observation is made of. Low hides motion; high costs time per update.</source>
        <translation>一个图像观测由最近几帧组成。太少看不出运动；太多则每次更新更耗时。</translation>
    </message>
    <message>
        <source>Layer normalisation</source>
        <translation>层归一化</translation>
    </message>
    <message>
        <source>Brings the units of each hidden layer to one scale before their activation. Off is quickest; on steadies learning where the learning rate is high, and makes a run about 25 % slower.</source>
        <translation>在激活之前把每个隐藏层的单元调到同一尺度。关最快；开在学习率高时使学习更稳，但训练约慢 25 %。</translation>
    </message>
    <message>
        <source>Hidden layers begin</source>
        <translation>隐藏层初始化</translation>
    </message>
    <message>
        <source>He uniform</source>
        <translation>He 均匀分布</translation>
    </message>
    <message>
        <source>Glorot uniform</source>
        <translation>Glorot 均匀分布</translation>
    </message>
    <message>
        <source>Truncated normal</source>
        <translation>截断正态分布</translation>
    </message>
    <message>
        <source>Auto brings each observation to about −1 to 1: by sizes that are typical of the environment, by narrow bounds of whole numbers, and else by running statistics, as bounds may be loose; bounds only divides by the largest size they allow; running takes away the mean of all so far and divides by their deviation; none feeds them raw.</source>
        <translation>auto 把每个观测带到约 −1 至 1：按该环境的典型幅度，按整数的窄边界，其余用运行统计量，因为边界可能过宽；bounds 只除以边界允许的最大幅度；running 减去迄今全部观测的均值再除以其标准差；none 则原样输入。</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>滑动统计</translation>
    </message>
    <message>
        <source>Soft blends the target network a little towards the online one at every update; hard copies it now and then; episode, at the first update after each episode; termination, only after those that the environment&apos;s own rules ended.</source>
        <translation>软同步每次更新让目标网络向在线网络靠近一点；硬同步隔一段时间整体复制；“回合”在每个回合结束后的第一次更新时复制；“终止”只在由环境自身规则结束的回合之后复制。</translation>
    </message>
    <message>
        <source>Termination</source>
        <translation>终止</translation>
    </message>
    <message>
        <source>The policy that plays, is evaluated and saved averages the network over so many updates; with trials it has to pass one. 1 follows every swing; high is steady and lags.</source>
        <translation>用于演示、评估和保存的策略是网络在这么多次更新上的平均；有试演时须先通过试演。1 跟随每次波动；值高则稳定但滞后。</translation>
    </message>
    <message>
        <source>Episodes of a trial</source>
        <translation>每次试演的回合数</translation>
    </message>
    <message>
        <source>Trial steps</source>
        <translation>试演步数</translation>
    </message>
    <message>
        <source>per step</source>
        <translation>每步</translation>
    </message>
    <message>
        <source>Steps that each episode of a trial takes at every training step. At 1 a trial lasts as long as its longest episode; more judges a copy sooner and costs time.</source>
        <translation>每个训练步中，试演的每个回合所走的步数。为 1 时，一次试演与其最长的回合一样久；更多则能更早判断一个副本，但费时间。</translation>
    </message>
    <message>
        <source>Strength of the importance weights the schedule ends at. High, as the paper&apos;s 1, corrects the bias fully; low, as this program&apos;s own 0, lets the rare large errors lead, which keeps terminations from being forgotten.</source>
        <translation>重要性权重在调度结束时的强度。值高（如论文中的 1）则完全修正偏差；值低（如本程序的 0）则让罕见的大误差主导，使终止不被遗忘。</translation>
    </message>
    <message>
        <source>Added to |error| so that every transition can be sampled. Low forgets well-learned transitions; high is nearly uniform.</source>
        <translation>加到 |误差| 上，使每条都可能被抽到。低则忽略已学好的转移；高则接近均匀。</translation>
    </message>
    <message>
        <source>Stop at step</source>
        <translation>停止于步数</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop when solved</source>
        <translation>解决后停止</translation>
    </message>
    <message>
        <source>in a row</source>
        <translation>次连续</translation>
    </message>
    <message>
        <source>So many evaluations in a row have to reach the return below for the run to end by itself; at 0 it never does by that. One may be luck; several make sure.</source>
        <translation>连续这么多次评估都达到下面的回报时，运行自动结束；为 0 时不因此结束。一次可能是运气，多次才可靠。</translation>
    </message>
    <message>
        <source>Return to reach</source>
        <translation>目标回报</translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation>训练时长上限</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Minutes of training, pauses left out, after which the run ends by itself; at 0 it never does by that. A run that is opened again counts from then.</source>
        <translation>训练这么多分钟（不计暂停）后运行自动结束；为 0 时不因此结束。重新打开的运行从打开时起计。</translation>
    </message>
    <message>
        <source>Seconds between checkpoints, from which a run resumes; 0 saves only on pause and stop. Low loses least in a crash; high writes less.</source>
        <translation>两次检查点之间的秒数，运行可由检查点继续；0 表示仅在暂停和停止时保存。小则崩溃时损失最少；大则写入较少。</translation>
    </message>
    <message>
        <source>Room for a run&apos;s checkpoints. Where four have room, one is also saved before each change of a running run, and stays; beyond it the oldest go first, never those saved by hand. 0: no such ones, and no bound.</source>
        <translation>一次运行的检查点可用空间。容得下四个时，在运行中的每次更改之前也会保存一个并保留；超出后最旧的先删除，手动保存的永不删除。0：不保存此类检查点，也没有上限。</translation>
    </message>
    <message>
        <source>Also writes the curves as event files that TensorBoard opens, and the reward by episode. Needs the extra tensorboard; costs a little disk.</source>
        <translation>另将曲线和按回合的奖励写成 TensorBoard 可打开的事件文件。需要附加组件 tensorboard；占用少量磁盘。</translation>
    </message>
    <message>
        <source>Adam keeps a running mean of the gradient as well as of its square; RMSprop only of its square; AdamW is Adam with weight decay.</source>
        <translation>Adam 同时保留梯度及其平方的滑动平均；RMSprop 只保留平方的；AdamW 是带权重衰减的 Adam。</translation>
    </message>
    <message>
        <source>Auto steps CartPole, Acrobot, MountainCar and tables such as FrozenLake inside the compiled program and all others in Gymnasium; gymnasium steps every one there: the same rules, slower, to compare.</source>
        <translation>自动：CartPole、Acrobot、MountainCar 以及 FrozenLake 这类表格在编译后的程序内运行，其余在 Gymnasium 中运行；gymnasium：全部在那里运行，规则相同但更慢，供比较。</translation>
    </message>
    <message>
        <source>Environments played side by side; their steps take turns. More vary the experience, and in Gymnasium share the cost of acting; each is seen less.</source>
        <translation>并排运行的环境数，各环境轮流走步。多则经验更多样，在 Gymnasium 中还能分摊行动的代价；但每个环境被看到得更少。</translation>
    </message>
    <message>
        <source>Continue learns as if an episode went on beyond its time limit; terminate takes the limit for a failure, as programs do that know only done, and so blames states for the time at which they came.</source>
        <translation>“继续”视回合在时间限制之后仍在进行；“终止”把时间限制当作失败，如同只知道 done 的程序，于是会因状态出现的时刻而责怪它们。</translation>
    </message>
    <message>
        <source>First of C51&apos;s fixed values. Auto follows from rewards and γ where the rewards are known, else it is −100. Too high cuts bad returns off; too low wastes atoms.</source>
        <translation>C51 固定取值中的第一个。奖励已知时，auto 由奖励和 γ 得出，否则为 −100。过高会截掉差的回报；过低则浪费原子。</translation>
    </message>
    <message>
        <source>Last of C51&apos;s fixed values. Auto follows from rewards and γ where the rewards are known, else it is 100. Too low cuts good returns off; too high wastes atoms.</source>
        <translation>C51 固定取值中的最后一个。奖励已知时，auto 由奖励和 γ 得出，否则为 100。过低会截掉好的回报；过高则浪费原子。</translation>
    </message>
    <message>
        <source>Data-efficient</source>
        <translation>数据高效</translation>
    </message>
    <message>
        <source>Random weights that hidden layers and convolutions begin with: auto is He&apos;s for ReLU and Glorot&apos;s for tanh, which follow from a layer&apos;s size; truncated-normal deviates by 0.05 in layers of any size, so that those of few inputs begin quiet and those of many loud.</source>
        <translation>隐藏层和卷积开始时的随机权重：自动对 ReLU 用 He 方法、对 tanh 用 Glorot 方法，随层的大小而定；截断正态在任何大小的层中标准差都是 0.05，因此输入少的层起初输出弱，输入多的层起初输出强。</translation>
    </message>
    <message>
        <source>AdamW</source>
        <translation>AdamW</translation>
    </message>
    <message>
        <source>Rate schedule</source>
        <translation>学习率计划</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Rate at the end</source>
        <translation>最终学习率</translation>
    </message>
    <message>
        <source>Rate falls over</source>
        <translation>学习率下降历时</translation>
    </message>
    <message>
        <source>Updates from the whole learning rate to the last. Low settles early; high learns longer.</source>
        <translation>从完整学习率到最终值的更新次数。低则早早稳定；高则学得更久。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Episode</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>Fraction of the online weights blended in per update. Low is stable and slow; high follows every swing.</source>
        <translation>每次更新混入的在线权重比例。低则稳而慢；高则随波动。</translation>
    </message>
    <message>
        <source>Greedy episodes that a copy of the averaged policy plays meanwhile, in environments of its own and not learned from: if its trials go as well as those of what plays, it plays, is evaluated and saved instead. Few tell less; many cost time. At 0, and stepped by Gymnasium, there are no trials.</source>
        <translation>训练期间，平均策略的一个副本在自己的环境中贪心地进行的回合数，不用于学习：若其历次试演不逊于当前用于演示的策略，便取而代之，用于演示、评估和保存。值低则难辨优劣，值高则耗时。为 0 时以及由 Gymnasium 推进时没有试演。</translation>
    </message>
    <message>
        <source>ε-greedy</source>
        <translation>ε-贪婪</translation>
    </message>
    <message>
        <source>εz-greedy</source>
        <translation>εz-贪婪</translation>
    </message>
    <message>
        <source>Boltzmann</source>
        <translation>玻尔兹曼</translation>
    </message>
    <message>
        <source>Repeat exponent μ</source>
        <translation>重复指数 μ</translation>
    </message>
    <message>
        <source>How fast long repeats of a random action become rare: n steps are sampled in proportion to 1 / n^μ. Low repeats for long; high hardly repeats.</source>
        <translation>随机动作的长时间重复以多快的速度变得罕见：重复 n 步的概率正比于 1 / n^μ。值低则重复很久；值高则几乎不重复。</translation>
    </message>
    <message>
        <source>Longest repeat</source>
        <translation>最长重复</translation>
    </message>
    <message>
        <source>Steps that a random action is taken for at most. Low stays near, 1 is ε-greedy; high leads far and loses control for long.</source>
        <translation>随机动作最多执行的步数。值低则停在附近，1 即 ε-贪婪；值高则走得远，但会长时间失去控制。</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Difference in value at which an action is e times as likely. Low is greedy; high is random.</source>
        <translation>价值相差多少时动作的可能性为 e 倍。低则贪婪；高则随机。</translation>
    </message>
    <message>
        <source>ε at the start</source>
        <translation>初始 ε</translation>
    </message>
    <message>
        <source>ε at the end</source>
        <translation>最终 ε</translation>
    </message>
    <message>
        <source>ε decay over</source>
        <translation>ε 衰减步数</translation>
    </message>
    <message>
        <source>Environment steps from the first ε to the last. Low commits early; high explores longer.</source>
        <translation>从初始 ε 到最终 ε 的环境步数。低则早定型；高则探索更久。</translation>
    </message>
    <message>
        <source>ε factor</source>
        <translation>ε 系数</translation>
    </message>
    <message>
        <source>per update</source>
        <translation>每次更新</translation>
    </message>
    <message>
        <source>ε is multiplied by this at every update. Low commits early; high explores longer.</source>
        <translation>每次更新 ε 乘以此数。低则早定型；高则探索更久。</translation>
    </message>
    <message>
        <source>Set ε by hand</source>
        <translation>手动设置 ε</translation>
    </message>
    <message>
        <source>ε by hand</source>
        <translation>手动 ε</translation>
    </message>
    <message>
        <source>Buffer capacity</source>
        <translation>缓冲区容量</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>经验回放</translation>
    </message>
    <message>
        <source>Learning starts</source>
        <translation>开始学习</translation>
    </message>
    <message>
        <source>Environment steps stored before the first update. Low starts at once on little data; high wastes time.</source>
        <translation>首次更新前存储的环境步数。低则以少量数据立即开始；高则浪费时间。</translation>
    </message>
    <message>
        <source>Prioritized replay</source>
        <translation>优先经验回放</translation>
    </message>
    <message>
        <source>Priority exponent α</source>
        <translation>优先级指数 α</translation>
    </message>
    <message>
        <source>How strongly priorities count: 0 is uniform, 1 fully proportional. High focuses and biases.</source>
        <translation>优先级的影响程度：0 为均匀，1 为完全成比例。高则集中且有偏。</translation>
    </message>
    <message>
        <source>β at the start</source>
        <translation>初始 β</translation>
    </message>
    <message>
        <source>Strength of the importance weights at first. Low keeps the bias; high corrects it and slows learning.</source>
        <translation>开始时重要性权重的强度。低则保留偏差；高则纠正偏差但学习慢。</translation>
    </message>
    <message>
        <source>β at the end</source>
        <translation>最终 β</translation>
    </message>
    <message>
        <source>Environment steps from the first β to the last. Low is there early; high keeps the first longer.</source>
        <translation>从最初的 β 到最终的 β 所经历的环境步数。较低会更早到达；较高则更久地保持最初的值。</translation>
    </message>
    <message>
        <source>β anneal over</source>
        <translation>β 退火步数</translation>
    </message>
    <message>
        <source>Probability of a random action at first. Low may never find reward; high spends longer at random.</source>
        <translation>开始时随机动作的概率。低可能找不到奖励；高则随机时间更长。</translation>
    </message>
    <message>
        <source>Probability of a random action when the schedule is over. Low exploits fully; high keeps exploring and lowers returns.</source>
        <translation>调度结束时随机动作的概率。低则充分利用；高则继续探索、回报较低。</translation>
    </message>
    <message>
        <source>Overrides the schedule with the value below; the schedule continues underneath and returns when off.</source>
        <translation>用下面的值代替调度；调度在后台继续，关闭后恢复。</translation>
    </message>
    <message>
        <source>Probability of a random action while set by hand. Low exploits; high explores.</source>
        <translation>手动设置时随机动作的概率。低则利用；高则探索。</translation>
    </message>
    <message>
        <source>Transitions stored. Small forgets and follows the newest; large remembers more and learns from older play.</source>
        <translation>存储的转移数。小则遗忘并跟随最新；大则记得更多，从旧经验学习。</translation>
    </message>
    <message>
        <source>Samples transitions with large errors more often. Off samples all alike and is a little simpler.</source>
        <translation>更常抽取误差大的转移。关闭则均匀抽取，也更简单。</translation>
    </message>
    <message>
        <source>Priority ε</source>
        <translation>优先级 ε</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>评估间隔</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Environment steps between greedy evaluations; 0 turns them off. Low shows more and slows training.</source>
        <translation>两次贪心评估之间的环境步数；0 表示关闭。低则信息多但训练慢。</translation>
    </message>
    <message>
        <source>Episodes</source>
        <translation>回合数</translation>
    </message>
    <message>
        <source>episodes</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>Greedy episodes per evaluation. Few is quick and noisy; many is exact and slow.</source>
        <translation>每次评估的贪心回合数。少则快而有噪声；多则准而慢。</translation>
    </message>
    <message>
        <source>Environment step at which the run ends by itself; at 0 it never does by that, nor at one that it has passed already.</source>
        <translation>到达该环境步数时运行自动结束；为 0 或已越过时不因此结束。</translation>
    </message>
    <message>
        <source>Mean return of an evaluation that counts as reached; auto is what the environment counts as solved. Low ends the run early; high may never end it.</source>
        <translation>评估的平均回报达到该值即算达到；auto 为环境视为解决的回报。小则运行早结束；大则可能永不结束。</translation>
    </message>
    <message>
        <source>Save every</source>
        <translation>保存间隔</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Automatic checkpoints</source>
        <translation>自动检查点</translation>
    </message>
    <message>
        <source>newest</source>
        <translation>个最新</translation>
    </message>
    <message>
        <source>How many of those saved by time, on pause and at the end stay: the newest, and the best by evaluation besides. Few needs less disk; many lets you go back further. Those saved by hand always stay.</source>
        <translation>定时、暂停和结束时自动保存的检查点保留多少个：保留最新的，另加评估最佳者。少则省磁盘；多则可回退得更远。手动保存的始终保留。</translation>
    </message>
    <message>
        <source>Disk for checkpoints</source>
        <translation>检查点磁盘空间</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Weights every</source>
        <translation>权重保存间隔</translation>
    </message>
    <message>
        <source>Environment steps between files of the weights alone, such as weights/MLP_5000.npz in the run&apos;s folder, which all stay; 0: none. Low shows how the policy came about and fills the disk.</source>
        <translation>每隔多少环境步单独保存一次权重，例如运行文件夹中的 weights/MLP_5000.npz，全部保留；0：不保存。小能看出策略如何形成，但占用磁盘。</translation>
    </message>
    <message>
        <source>TensorBoard files</source>
        <translation>TensorBoard 文件</translation>
    </message>
    <message>
        <source>Here nobody says what counts as solved: set it.</source>
        <translation>此处没有说明何为解决：请自行设置。</translation>
    </message>
    <message>
        <source>Here: {value}, from which it counts as solved.</source>
        <translation>此处：{value}，达到即视为解决。</translation>
    </message>
    <message>
        <source>Here: pixels by their greatest brightness.</source>
        <translation>此处：像素除以其最大亮度。</translation>
    </message>
    <message>
        <source>Here: by sizes that are typical of this environment.</source>
        <translation>此处：按该环境的典型幅度。</translation>
    </message>
    <message>
        <source>Here: by the largest sizes that the bounds allow.</source>
        <translation>此处：按边界允许的最大幅度。</translation>
    </message>
    <message>
        <source>Here: by the middle and width of the bounds.</source>
        <translation>此处：按边界的中点和宽度。</translation>
    </message>
    <message>
        <source>Here: by running statistics, since bounds may be loose.</source>
        <translation>此处：用运行统计量，因为边界可能过宽。</translation>
    </message>
    <message>
        <source>Here: by bounds, and by running statistics where these may be loose: {names}.</source>
        <translation>此处：按边界；边界可能过宽之处用运行统计量：{names}。</translation>
    </message>
    <message>
        <source>Returns here can lie from {low} to {high}.</source>
        <translation>此处的回报可能在 {low} 至 {high} 之间。</translation>
    </message>
    <message>
        <source>Here: {value}, from rewards and γ.</source>
        <translation>此处：{value}，由奖励和 γ 得出。</translation>
    </message>
    <message>
        <source>Here: {value}, as returns usually are.</source>
        <translation>此处：{value}，按通常的回报。</translation>
    </message>
    <message>
        <source>Here: {value}; nothing is known of the rewards.</source>
        <translation>此处：{value}；对奖励一无所知。</translation>
    </message>
</context>
<context>
    <name>LabelsDialog</name>
    <message>
        <source>Name, note and tags</source>
        <translation>名称、备注和标签</translation>
    </message>
    <message>
        <source>such as baseline, paper</source>
        <translation>例如 baseline, paper</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Tags</source>
        <translation>标签(&amp;T)</translation>
    </message>
    <message>
        <source>N&amp;ote</source>
        <translation>备注(&amp;O)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>LayerRow</name>
    <message>
        <source>{dormant} of {units} ({share})</source>
        <translation>{dormant} / {units}（{share}）</translation>
    </message>
    <message>
        <source>{share} are at most nearly dormant.</source>
        <translation>{share} 休眠或接近休眠。</translation>
    </message>
</context>
<context>
    <name>LearningPlots</name>
    <message>
        <source>Environment steps</source>
        <translation>环境步</translation>
    </message>
    <message>
        <source>episode</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>β, the exponent of the importance weights (1 / (N · P))^β, from its first value to its last; 1 makes up for the priorities in full, 0 not at all.</source>
        <translation>β，重要性权重 (1 / (N · P))^β 的指数，从初值变到终值；1 完全抵消优先级的影响，0 则完全不抵消。</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Return per episode</source>
        <translation>每回合回报</translation>
    </message>
    <message>
        <source>sum of rewards</source>
        <translation>奖励总和</translation>
    </message>
    <message>
        <source>Q-values</source>
        <translation>Q 值</translation>
    </message>
    <message>
        <source>discounted return</source>
        <translation>折扣回报</translation>
    </message>
    <message>
        <source>Σ r of each episode, the environment&apos;s own rewards, while it explores; the mean of the last 100 episodes; and at diamonds the mean return of greedy evaluation episodes.</source>
        <translation>每个回合的 Σ r，即探索时环境自身的奖励之和；最近 100 个回合的平均值；菱形处为贪心评估回合的平均回报。</translation>
    </message>
    <message>
        <source>Episode length</source>
        <translation>回合长度</translation>
    </message>
    <message>
        <source>environment steps</source>
        <translation>环境步数</translation>
    </message>
    <message>
        <source>The length of each episode and the mean of the last 100 appear here.</source>
        <translation>每个回合的长度和最近 100 回合的平均长度显示在这里。</translation>
    </message>
    <message>
        <source>Environment steps of each episode, and the mean of the last 100.</source>
        <translation>每个回合的环境步数，以及最近 100 个回合的平均值。</translation>
    </message>
    <message>
        <source>length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>last 100 lengths</source>
        <translation>最近 100 回合长度</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>mean of a batch</source>
        <translation>批平均</translation>
    </message>
    <message>
        <source>Mean of a batch of the loss of δ = target − Q(s, a), each weighted by its importance. It may rise while play gets better: targets grow too.</source>
        <translation>一个批次上 δ = 目标 − Q(s, a) 的损失的平均值，各按其重要性加权。表现变好时它也可能上升：目标也在增大。</translation>
    </message>
    <message>
        <source>TD error</source>
        <translation>TD 误差</translation>
    </message>
    <message>
        <source>mean of |δ|</source>
        <translation>|δ| 的均值</translation>
    </message>
    <message>
        <source>The mean absolute TD error of the updates appears here.</source>
        <translation>更新的平均绝对 TD 误差显示在这里。</translation>
    </message>
    <message>
        <source>Mean of |δ| of a batch, δ = target − Q(s, a), before any weight.</source>
        <translation>一个批次上 |δ| 的平均值，δ = 目标 − Q(s, a)，未加权。</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>before it is clipped</source>
        <translation>裁剪之前</translation>
    </message>
    <message>
        <source>The norm of each update&apos;s gradient appears here.</source>
        <translation>每次更新的梯度范数显示在这里。</translation>
    </message>
    <message>
        <source>The length of the gradient over all weights, ‖∇‖₂, before it is clipped.</source>
        <translation>全部权重上梯度的长度 ‖∇‖₂，裁剪之前。</translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Q, largest</source>
        <translation>Q 最大值</translation>
    </message>
    <message>
        <source>The largest predicted Q-value appears here.</source>
        <translation>预测的最大 Q 值显示在这里。</translation>
    </message>
    <message>
        <source>The largest Q(s, a) that the network predicted for the states of a batch.</source>
        <translation>网络对一个批次的状态所预测的最大 Q(s, a)。</translation>
    </message>
    <message>
        <source>Q max</source>
        <translation>Q 最大</translation>
    </message>
    <message>
        <source>Q, mean</source>
        <translation>Q 均值</translation>
    </message>
    <message>
        <source>The mean predicted Q-value appears here.</source>
        <translation>预测的平均 Q 值显示在这里。</translation>
    </message>
    <message>
        <source>Mean of Q(s, a) over the transitions of a batch.</source>
        <translation>一个批次的转移上 Q(s, a) 的平均值。</translation>
    </message>
    <message>
        <source>Q mean</source>
        <translation>Q 均值</translation>
    </message>
    <message>
        <source>Correction β</source>
        <translation>修正 β</translation>
    </message>
    <message>
        <source>exponent</source>
        <translation>指数</translation>
    </message>
    <message>
        <source>The weight exponent β appears here.</source>
        <translation>权重指数 β 显示在这里。</translation>
    </message>
    <message>
        <source>Exploration ε</source>
        <translation>探索 ε</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>The probability ε of a random action appears here.</source>
        <translation>随机动作的概率 ε 显示在这里。</translation>
    </message>
    <message>
        <source>ε, the probability that an action is random, by its schedule.</source>
        <translation>ε，即动作为随机动作的概率，按其调度变化。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>with its schedule</source>
        <translation>含其计划</translation>
    </message>
    <message>
        <source>The learning rate that acts appears here, from when the run was opened.</source>
        <translation>实际的学习率从打开运行时起显示在这里。</translation>
    </message>
    <message>
        <source>The step of the optimizer as it acts, warm-up and schedule included.</source>
        <translation>优化器实际采用的步长，含预热与调度。</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>environment steps per second</source>
        <translation>每秒环境步数</translation>
    </message>
    <message>
        <source>The speed of the training appears here, from when the run was opened.</source>
        <translation>训练的速度从打开运行时起显示在这里。</translation>
    </message>
    <message>
        <source>Environment steps a second of the training alone.</source>
        <translation>仅计训练时每秒的环境步数。</translation>
    </message>
    <message>
        <source>steps/s</source>
        <translation>步/秒</translation>
    </message>
    <message>
        <source>Noise σ</source>
        <translation>噪声 σ</translation>
    </message>
    <message>
        <source>mean of |σ|</source>
        <translation>|σ| 的均值</translation>
    </message>
    <message>
        <source>The size of a noisy network&apos;s noise appears here, from when the run was opened.</source>
        <translation>噪声网络的噪声大小从打开运行时起显示在这里。</translation>
    </message>
    <message>
        <source>Mean of |σ| over the noisy layers&apos; weights: how much the network explores by its own noise (Fortunato et al. 2018).</source>
        <translation>噪声层权重的 |σ| 平均值：网络借自身噪声探索的程度（Fortunato 等，2018）。</translation>
    </message>
    <message>
        <source>noise σ</source>
        <translation>噪声 σ</translation>
    </message>
    <message>
        <source>Exploration ε, correction β</source>
        <translation>探索 ε，校正 β</translation>
    </message>
    <message>
        <source>value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>The probability ε of a random action and the weight exponent β appear here.</source>
        <translation>随机动作概率 ε 与权重指数 β 会显示在这里。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>What appears here: {names}.</source>
        <translation>此处显示：{names}。</translation>
    </message>
    <message>
        <source>{name}, last {steps} steps</source>
        <translation>{name}，最近 {steps} 步</translation>
    </message>
    <message>
        <source>eval.</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>last 100</source>
        <translation>近 100</translation>
    </message>
    <message>
        <source>last 100 ({step}+)</source>
        <translation>最近 100（{step} 起）</translation>
    </message>
    <message>
        <source>100 ({step}+)</source>
        <translation>近 100 ({step}+)</translation>
    </message>
    <message>
        <source>Waiting for the first episode to finish.</source>
        <translation>等待第一个回合结束。</translation>
    </message>
    <message>
        <source>The return of each episode and the mean of the last 100 appear here.</source>
        <translation>每回合的回报及最近 100 回合的平均值会显示在这里。</translation>
    </message>
    <message>
        <source>last 100 episodes</source>
        <translation>最近 100 回合</translation>
    </message>
    <message>
        <source>The mean and the largest predicted Q-value appear here.</source>
        <translation>预测 Q 值的平均值与最大值会显示在这里。</translation>
    </message>
    <message>
        <source>The loss of the updates appears here.</source>
        <translation>更新的损失会显示在这里。</translation>
    </message>
    <message>
        <source>Waiting for the first steps.</source>
        <translation>等待最初几步。</translation>
    </message>
    <message>
        <source>This run&apos;s network has no noise.</source>
        <translation>此运行的网络没有噪声。</translation>
    </message>
    <message>
        <source>Learning starts after {count} environment [step|steps].</source>
        <translation>{count} 个环境步之后开始学习。</translation>
    </message>
    <message>
        <source>parent {run}</source>
        <translation>父运行 {run}</translation>
    </message>
    <message>
        <source>parent</source>
        <translation>父运行</translation>
    </message>
    <message>
        <source>Step {step}: {name} {old} → {new}</source>
        <translation>第 {step} 步：{name} {old} → {new}</translation>
    </message>
    <message>
        <source>sum of rewards; the last 100 episodes go back to step {step}</source>
        <translation>奖励之和；最近 100 回合回溯至第 {step} 步</translation>
    </message>
    <message>
        <source>Episodes</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>Minutes of training</source>
        <translation>训练分钟数</translation>
    </message>
    <message>
        <source>At environment step {step}</source>
        <translation>环境步 {step} 处</translation>
    </message>
    <message>
        <source>At episode {place}, step {step}</source>
        <translation>第 {place} 回合，第 {step} 步</translation>
    </message>
    <message>
        <source>At {place} min, step {step}</source>
        <translation>{place} 分钟处，第 {step} 步</translation>
    </message>
    <message>
        <source>solved from {value}</source>
        <translation>达到 {value} 即解决</translation>
    </message>
    <message>
        <source>Evaluation at step {step}
mean {mean} over {count} [episode|episodes], from {low} to {high}</source>
        <translation>第 {step} 步的评估
{count} 回合平均 {mean}，从 {low} 到 {high}</translation>
    </message>
    <message>
        <source>above {high}, which no return can reach</source>
        <translation>高于 {high}，回报不可能达到</translation>
    </message>
    <message>
        <source>below {low}, which no return can be</source>
        <translation>低于 {low}，回报不可能如此</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>live</source>
        <translation>即时</translation>
    </message>
    <message>
        <source>rebuild</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>next run</source>
        <translation>下次运行</translation>
    </message>
</context>
<context>
    <name>LivePlot</name>
    <message>
        <source>… and {count} earlier</source>
        <translation>…以及更早的 {count} 项</translation>
    </message>
    <message>
        <source>A double click goes back to before step {step}</source>
        <translation>双击可回到第 {step} 步之前</translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Changes and events</source>
        <translation>更改与事件</translation>
    </message>
    <message>
        <source>Changes of hyperparameters, evaluations, files saved and loaded, and failures appear here.</source>
        <translation>超参数更改、评估、文件的保存与载入以及错误会显示在这里。</translation>
    </message>
    <message>
        <source>{name}: back at {value}</source>
        <translation>{name}：回到 {value}</translation>
    </message>
    <message>
        <source>{name}: {old} → {new}</source>
        <translation>{name}：{old} → {new}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The window speaks this language from its next start on.</source>
        <translation>窗口将在下次启动时使用此语言。</translation>
    </message>
    <message>
        <source>Runs are saved from the next one on.</source>
        <translation>从下一次运行起保存运行。</translation>
    </message>
    <message>
        <source>Runs aren&apos;t saved from the next one on.</source>
        <translation>从下一次运行起不再保存运行。</translation>
    </message>
</context>
<context>
    <name>MarkStrip</name>
    <message>
        <source>Changes of hyperparameters</source>
        <translation>超参数更改</translation>
    </message>
    <message>
        <source>{count} changes</source>
        <translation>{count} 处更改</translation>
    </message>
    <message>
        <source>{name} back at {value}</source>
        <translation>{name} 回到 {value}</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>More panels</source>
        <translation>更多面板</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
</context>
<context>
    <name>NewSweepPanel</name>
    <message>
        <source>Study or sweep</source>
        <translation>研究或扫描</translation>
    </message>
    <message>
        <source>Vary a hyperparameter</source>
        <translation>改变超参数</translation>
    </message>
    <message>
        <source>Vary a hyperparameter…</source>
        <translation>改变超参数…</translation>
    </message>
    <message>
        <source>Tick in the list</source>
        <translation>在列表中勾选</translation>
    </message>
    <message>
        <source>Show the hyperparameters, each with a box to tick</source>
        <translation>显示超参数，每个都带有勾选框</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>TPE (learns from trials)</source>
        <translation>TPE（从试验中学习）</translation>
    </message>
    <message>
        <source>Settings chosen by</source>
        <translation>选取方式</translation>
    </message>
    <message>
        <source>Settings to try</source>
        <translation>尝试的设置数</translation>
    </message>
    <message>
        <source>Seeds for each</source>
        <translation>每个设置的种子数</translation>
    </message>
    <message>
        <source>First seed</source>
        <translation>第一个种子</translation>
    </message>
    <message>
        <source>Steps of each run</source>
        <translation>每次运行的步数</translation>
    </message>
    <message>
        <source>Runs at a time</source>
        <translation>同时运行数</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>How many runs that makes</source>
        <translation>总运行次数</translation>
    </message>
    <message>
        <source>Trains {environment} with the hyperparameters of the next run. Those that vary are tried at several values; without any it is a study of one setting.</source>
        <translation>用下次运行的超参数训练 {environment}。要改变的超参数会尝试多个值；若没有，则是对单一设置的研究。</translation>
    </message>
    <message>
        <source>{trials} [setting|settings] × {seeds} [seed|seeds]: {runs} [run|runs]</source>
        <translation>{trials} 个设置 × {seeds} 个种子：{runs} 次运行</translation>
    </message>
    <message>
        <source>{runs} [run|runs]</source>
        <translation>{runs} 次运行</translation>
    </message>
    <message>
        <source>Start the sweep</source>
        <translation>开始扫描</translation>
    </message>
    <message>
        <source>Start the study</source>
        <translation>开始研究</translation>
    </message>
</context>
<context>
    <name>NewSweeps</name>
    <message>
        <source>Sweep of {count} runs</source>
        <translation>{count} 次运行的扫描</translation>
    </message>
    <message>
        <source>Study of {count} runs</source>
        <translation>{count} 次运行的研究</translation>
    </message>
</context>
<context>
    <name>NextRun</name>
    <message>
        <source>A hyperparameter isn&apos;t allowed as it is typed; the reason stands at its row.</source>
        <translation>输入的某个超参数值不被允许；原因写在该行。</translation>
    </message>
    <message>
        <source>preset {name}</source>
        <translation>预设 {name}</translation>
    </message>
    <message>
        <source>environment {name}</source>
        <translation>环境 {name}</translation>
    </message>
</context>
<context>
    <name>NumberRow</name>
    <message>
        <source>{knob} slider</source>
        <translation>“{knob}”滑块</translation>
    </message>
</context>
<context>
    <name>NumberSliders</name>
    <message>
        <source>As trained</source>
        <translation>恢复训练时的值</translation>
    </message>
    <message>
        <source>Back to the world that the agent was trained in</source>
        <translation>回到智能体训练所在的世界</translation>
    </message>
    <message>
        <source>{title}: from {low} to {high}, {usual} where the agent was trained; double-click goes back</source>
        <translation>{title}：{low} 至 {high}，训练时为 {usual}；双击可恢复</translation>
    </message>
</context>
<context>
    <name>NumberTable</name>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>State {number}</source>
        <translation>状态 {number}</translation>
    </message>
</context>
<context>
    <name>NumbersDrawing</name>
    <message>
        <source>No pictures of this environment; its observation:</source>
        <translation>此环境没有画面；其观测为：</translation>
    </message>
    <message>
        <source>No pictures of this environment, and its observation is too large to be shown.</source>
        <translation>此环境没有画面，且其观测过大，无法显示。</translation>
    </message>
</context>
<context>
    <name>OwnEnvironments</name>
    <message>
        <source>The environment needs the module {module}, which isn&apos;t added here. Add it, if you trust it.</source>
        <translation>该环境需要模块 {module}，此处尚未添加。如果您信任它，请添加。</translation>
    </message>
    <message>
        <source>{count} environments of {module} were added to the list; {name} is chosen.</source>
        <translation>{module} 的 {count} 个环境已加入列表；已选中 {name}。</translation>
    </message>
    <message>
        <source>Add environments…</source>
        <translation>添加环境…</translation>
    </message>
</context>
<context>
    <name>OwnModules</name>
    <message>
        <source>Its file {file} is gone; add it again from where it is.</source>
        <translation>其文件 {file} 已不存在；请从它现在的位置重新添加。</translation>
    </message>
    <message>
        <source>It was {file} when it was added, but would be {detail} now; add it again, if you trust it.</source>
        <translation>添加时它是 {file}，现在却会是 {detail}；如果您信任它，请重新添加。</translation>
    </message>
    <message>
        <source>The program ended while it was imported, so it was removed; mend it, and add it again.</source>
        <translation>程序在导入它时结束了，因此已将其移除；请修正后重新添加。</translation>
    </message>
    <message>
        <source>The environments of {module} are missing. {reason}</source>
        <translation>缺少 {module} 的环境。{reason}</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>not now</source>
        <translation>现在不可用</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>no effect now</source>
        <translation>现在不起作用</translation>
    </message>
    <message>
        <source>Hyperparameter</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>ParallelCanvas</name>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
</context>
<context>
    <name>PastPanel</name>
    <message>
        <source>Watch it learn</source>
        <translation>看它学习</translation>
    </message>
    <message>
        <source>What the run begins with plays here; after each evaluation its policy joins it, all in the same episode.</source>
        <translation>运行开始时的策略在这里演示；每次评估后，其策略加入其中，都在同一回合中。</translation>
    </message>
    <message>
        <source>States of this environment aren&apos;t drawn here.</source>
        <translation>这里画不出该环境的状态。</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Step {step}
return {score}</source>
        <translation>第 {step} 步
回报 {score}</translation>
    </message>
    <message>
        <source>Before learning
return {score}</source>
        <translation>学习之前
回报 {score}</translation>
    </message>
    <message>
        <source>Step {step}: return {score}, the evaluation&apos;s mean {mean}</source>
        <translation>第 {step} 步：回报 {score}，评估平均 {mean}</translation>
    </message>
    <message>
        <source>Before learning: return {score}</source>
        <translation>学习之前：回报 {score}</translation>
    </message>
    <message>
        <source>Step {step}: return {score}</source>
        <translation>第 {step} 步：回报 {score}</translation>
    </message>
    <message>
        <source>Policies of past evaluations</source>
        <translation>以往评估的策略</translation>
    </message>
    <message>
        <source>One episode each of what the run was begun or opened with and of up to eleven policies that were evaluated since, spread over the run, oldest first, all from the same beginning. The return is that of this episode, not the evaluation&apos;s mean.</source>
        <translation>运行开始或打开时的策略，以及此后评估过的最多十一个策略，各演示一个回合：分布于整个运行，最早的在前，起点都相同。回报是该回合的，不是评估的均值。</translation>
    </message>
    <message>
        <source>What the run began with and what was evaluated since, all in the same episode</source>
        <translation>运行开始时的策略和此后评估过的策略，都在同一回合中</translation>
    </message>
</context>
<context>
    <name>PlaneControls</name>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Where the greedy action changes (line)</source>
        <translation>贪心动作改变之处（线）</translation>
    </message>
    <message>
        <source>On one side of the line one action has the largest Q-value, on the other another.</source>
        <translation>线的一侧是一个动作的 Q 值最大，另一侧是另一个动作。</translation>
    </message>
    <message>
        <source>The watched episode (orange)</source>
        <translation>正在观看的回合（橙色）</translation>
    </message>
    <message>
        <source>Where the episode of Agent at play has been in these two numbers, and where it is.</source>
        <translation>“智能体演示”中的回合在这两个量上经过了哪里，现在在哪里。</translation>
    </message>
    <message>
        <source>States of the replay buffer (dots, dashed lines)</source>
        <translation>回放缓冲区中的状态（点与虚线）</translation>
    </message>
    <message>
        <source>Where up to 1,024 states, evenly spread over the buffer, lie in these two numbers. Half of them lie within the inner dashed line, nine tenths within the outer. Far from them, values are guessed.</source>
        <translation>从缓冲区中均匀取出的至多 1,024 个状态在这两个量上的位置。其中一半在内侧虚线之内，九成在外侧虚线之内。远离它们之处，价值只是猜测。</translation>
    </message>
    <message>
        <source>The batch of the next update (squares)</source>
        <translation>下一次更新的批次（方块）</translation>
    </message>
    <message>
        <source>The states that are sampled from the replay buffer for the next update, as One update tells it; with priorities, those that surprised most are in it most often.</source>
        <translation>为下一次更新从回放缓冲区采样的状态，与“一次更新”所示相同；使用优先级时，最出乎意料的状态最常被采到。</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>Vertical axis</source>
        <translation>纵轴</translation>
    </message>
    <message>
        <source>{axis}: one number of the observation; the others stay as below</source>
        <translation>{axis}：观测中的一个量；其余的量保持下方所示的值</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>What is drawn above the colours</source>
        <translation>颜色之上绘制什么</translation>
    </message>
</context>
<context>
    <name>PlaneParts</name>
    <message>
        <source>Value plane</source>
        <translation>价值平面</translation>
    </message>
    <message>
        <source>Map of values</source>
        <translation>价值地图</translation>
    </message>
    <message>
        <source>Click or drag to select a state, which every instrument then looks at; arrow keys move it. Orange: the watched episode, its dot the watched state. The ring: the selected one.</source>
        <translation>单击或拖动以选择一个状态，所有仪器随之查看它；方向键可移动。橙色：正在观看的回合，圆点为当前状态。圆环：选中的状态。</translation>
    </message>
    <message>
        <source>Whose numbers stand below: of the selected state, else of the watched one</source>
        <translation>下方的数值属于哪个状态：选中的状态，否则为正在观看的状态</translation>
    </message>
    <message>
        <source>Q(s, a) of each action, a discounted return: what the network that plays expects from this state on when it takes that action first. An arrow stands before the largest, the greedy action.</source>
        <translation>每个动作的 Q(s, a)，即折扣回报：演示所用的网络预计从该状态起、先采取该动作所能得到的回报。最大者（贪心动作）前有箭头。</translation>
    </message>
    <message>
        <source>The numbers of the observation, in the environment&apos;s own units</source>
        <translation>观测的各个数值，以环境自身的单位表示</translation>
    </message>
    <message>
        <source>What this map is of</source>
        <translation>这张地图表示什么</translation>
    </message>
    <message>
        <source>Back to the watched state</source>
        <translation>回到正在观看的状态</translation>
    </message>
    <message>
        <source>Look again at the state that Agent at play is in</source>
        <translation>重新查看“智能体演示”所处的状态</translation>
    </message>
</context>
<context>
    <name>PlayControls</name>
    <message>
        <source>What if</source>
        <translation>如果</translation>
    </message>
    <message>
        <source>Hold the agent here, and see in Episodes what each action would lead to from this state, with greedy actions after it ({keys})</source>
        <translation>让智能体停在此处，并在“回合”中查看从该状态起每个动作会导致什么，其后均采取贪心动作（{keys}）</translation>
    </message>
    <message>
        <source>Play at {speed} real time</source>
        <translation>以 {speed} 实时速度演示</translation>
    </message>
    <message>
        <source>Let the agent play on</source>
        <translation>让智能体继续演示</translation>
    </message>
    <message>
        <source>Hold the agent; training continues</source>
        <translation>暂停演示，训练继续</translation>
    </message>
</context>
<context>
    <name>PlotMenu</name>
    <message>
        <source>Curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>对数坐标</translation>
    </message>
    <message>
        <source>Add a plot</source>
        <translation>添加一幅图</translation>
    </message>
    <message>
        <source>Remove this plot</source>
        <translation>移除此图</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Copy data</source>
        <translation>复制数据</translation>
    </message>
    <message>
        <source>Save picture as PNG…</source>
        <translation>图片另存为 PNG…</translation>
    </message>
    <message>
        <source>Save picture as SVG…</source>
        <translation>图片另存为 SVG…</translation>
    </message>
    <message>
        <source>Save data as CSV…</source>
        <translation>数据另存为 CSV…</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Last {steps} steps</source>
        <translation>最近 {steps} 步</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>The plot&apos;s picture is on the clipboard.</source>
        <translation>图表的图片已复制到剪贴板。</translation>
    </message>
    <message>
        <source>The plot&apos;s numbers are on the clipboard, as a table.</source>
        <translation>图表的数据已作为表格复制到剪贴板。</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>This program: Double, Dueling, lightly prioritized, 5-step returns, soft target network, falling learning rate, trials of the policy</source>
        <translation>本程序：Double、Dueling、轻度优先回放、5 步回报、软目标网络、下降的学习率、策略试演</translation>
    </message>
    <message>
        <source>Acrobot</source>
        <translation>Acrobot</translation>
    </message>
    <message>
        <source>This program: Double, Dueling, 3-step returns, soft target network, averaged policy</source>
        <translation>本程序：Double、Dueling、3 步回报、软目标网络、平均策略</translation>
    </message>
    <message>
        <source>CleanRL, DQN</source>
        <translation>CleanRL，DQN</translation>
    </message>
    <message>
        <source>CleanRL, cleanrl/dqn.py</source>
        <translation>CleanRL，cleanrl/dqn.py</translation>
    </message>
    <message>
        <source>LunarLander</source>
        <translation>LunarLander</translation>
    </message>
    <message>
        <source>This program: Double, Dueling, 3-step returns, repeated exploration, averaged policy</source>
        <translation>本程序：Double、Dueling、3 步回报、重复探索、平均策略</translation>
    </message>
    <message>
        <source>MountainCar</source>
        <translation>MountainCar</translation>
    </message>
    <message>
        <source>This program: Double, Dueling, 10-step returns, hopeful first values, repeated exploration, averaged policy</source>
        <translation>本程序：Double、Dueling、10 步回报、乐观的初始价值、重复探索、平均策略</translation>
    </message>
    <message>
        <source>Notebook 1: DQN with Keras</source>
        <translation>笔记本 1：用 Keras 的 DQN</translation>
    </message>
    <message>
        <source>The first notebook, CartPole-v1</source>
        <translation>第一个笔记本，CartPole-v1</translation>
    </message>
    <message>
        <source>Notebook 2: prioritized, dueling</source>
        <translation>笔记本 2：优先回放、Dueling</translation>
    </message>
    <message>
        <source>The second notebook, CartPole-v0</source>
        <translation>第二个笔记本，CartPole-v0</translation>
    </message>
    <message>
        <source>Notebook 2: Pong from pixels</source>
        <translation>笔记本 2：从像素学 Pong</translation>
    </message>
    <message>
        <source>The second notebook, PongNoFrameskip-v4</source>
        <translation>第二个笔记本，PongNoFrameskip-v4</translation>
    </message>
    <message>
        <source>Notebook 2, steady</source>
        <translation>笔记本 2，稳健</translation>
    </message>
    <message>
        <source>The second notebook, CartPole-v0; the policy averages the network over 100 updates</source>
        <translation>第二个笔记本，CartPole-v0；策略为网络在 100 次更新上的平均</translation>
    </message>
    <message>
        <source>Pong, data-efficient</source>
        <translation>Pong，高数据效率</translation>
    </message>
    <message>
        <source>This program: Double, Dueling, 10-step returns, prioritized replay, the network of van Hasselt et al. 2019</source>
        <translation>本程序：Double、Dueling、10 步回报、优先回放，以及 van Hasselt 等人 2019 年的网络</translation>
    </message>
    <message>
        <source>Rainbow, CartPole</source>
        <translation>Rainbow，CartPole</translation>
    </message>
    <message>
        <source>Hessel et al. 2018, Rainbow: combining improvements in deep reinforcement learning; sizes and rates for CartPole</source>
        <translation>Hessel 等 2018，Rainbow：深度强化学习改进的组合；规模和速率适用于 CartPole</translation>
    </message>
    <message>
        <source>Rainbow, steady</source>
        <translation>Rainbow，稳健</translation>
    </message>
    <message>
        <source>Hessel et al. 2018, Rainbow, with this program&apos;s own means against falls</source>
        <translation>Hessel 等人，2018，Rainbow，并加上本程序自己防止性能回落的方法</translation>
    </message>
    <message>
        <source>RL Zoo, CartPole</source>
        <translation>RL Zoo，CartPole</translation>
    </message>
    <message>
        <source>RL Baselines3 Zoo, hyperparams/dqn.yml (CartPole-v1)</source>
        <translation>RL Baselines3 Zoo，hyperparams/dqn.yml（CartPole-v1）</translation>
    </message>
</context>
<context>
    <name>PrioritiesPanel</name>
    <message>
        <source>Priorities in the replay buffer</source>
        <translation>回放缓冲区中的优先级</translation>
    </message>
    <message>
        <source>Transitions</source>
        <translation>转移数</translation>
    </message>
    <message>
        <source>Largest priority</source>
        <translation>最大优先级</translation>
    </message>
    <message>
        <source>The spread of the priorities in the replay buffer appears here.</source>
        <translation>这里显示回放缓冲区中优先级的分布。</translation>
    </message>
    <message>
        <source>How many transitions of the replay buffer can be sampled</source>
        <translation>回放缓冲区中可被采样的转移数</translation>
    </message>
    <message>
        <source>The largest |δ| + ε that is stored: what surprised most when it was last sampled</source>
        <translation>所存的最大 |δ| + ε：上次采样时最出乎意料者</translation>
    </message>
    <message>
        <source>(Σ p)² / Σ p² of the probabilities: how many transitions the samples are worth; all when each is as likely, fewer when a few lead</source>
        <translation>概率的 (Σ p)² / Σ p²：采样相当于多少个转移；概率相同时为全部，少数领先时则更少</translation>
    </message>
    <message>
        <source>Each bar: how many transitions have a priority |δ| + ε within its ends. They are sampled in proportion to its power α (Schaul et al. 2016).</source>
        <translation>每根柱：优先级 |δ| + ε 在其两端之间的转移数。采样概率与其 α 次幂成正比（Schaul 等，2016）。</translation>
    </message>
    <message>
        <source>Transitions by priority |δ| + ε</source>
        <translation>各优先级 |δ| + ε 的转移数</translation>
    </message>
    <message>
        <source>Effective size</source>
        <translation>有效样本量</translation>
    </message>
    <message>
        <source>Replay is uniform: every transition is as likely to be sampled, so there are no priorities. With Prioritized replay on, their spread appears here.</source>
        <translation>当前为均匀回放：每条转移被采样的可能性相同，没有优先级。打开“优先经验回放”后，其分布会显示在这里。</translation>
    </message>
    <message>
        <source>The replay buffer is empty; its priorities appear with the first steps.</source>
        <translation>回放缓冲区为空；最初几步后会显示优先级。</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>{a} against {b}</source>
        <translation>{a} 对 {b}</translation>
    </message>
    <message>
        <source>Does {a} beat {b}?</source>
        <translation>{a} 胜过 {b} 吗？</translation>
    </message>
    <message>
        <source>Hand or luck in {name}?</source>
        <translation>{name} 是人为还是运气？</translation>
    </message>
    <message>
        <source>Report: {name}</source>
        <translation>报告：{name}</translation>
    </message>
    <message>
        <source>Select two runs in the table first.</source>
        <translation>请先在表中选择两次运行。</translation>
    </message>
</context>
<context>
    <name>RangeRow</name>
    <message>
        <source>{knob} from</source>
        <translation>{knob}：从</translation>
    </message>
    <message>
        <source>{knob} to</source>
        <translation>{knob}：到</translation>
    </message>
    <message>
        <source>Values of {knob}, with ; between</source>
        <translation>{knob}的值，以 ; 分隔</translation>
    </message>
    <message>
        <source>Don&apos;t vary {knob}</source>
        <translation>不改变{knob}</translation>
    </message>
</context>
<context>
    <name>RankRow</name>
    <message>
        <source>{rank} of {count}</source>
        <translation>{rank} / {count}</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Open recent</source>
        <translation>打开最近的运行</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>还没有运行</translation>
    </message>
</context>
<context>
    <name>ReplayPanel</name>
    <message>
        <source>Replay explorer</source>
        <translation>回放浏览器</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>Looking them up…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Click a bar or drag over several to list the transitions in them.</source>
        <translation>单击一个柱或拖过多个柱，可列出其中的转移。</translation>
    </message>
    <message>
        <source>{count} transitions.</source>
        <translation>{count} 条转移。</translation>
    </message>
    <message>
        <source>{count} transitions; the newest {listed} are listed.</source>
        <translation>{count} 条转移；列出最新的 {listed} 条。</translation>
    </message>
    <message>
        <source>Transitions</source>
        <translation>转移数</translation>
    </message>
    <message>
        <source>How many can be sampled.</source>
        <translation>可以采样的条数。</translation>
    </message>
    <message>
        <source>Effective size</source>
        <translation>有效样本量</translation>
    </message>
    <message>
        <source>(Σ p)² / Σ p² of the probabilities: how many transitions the samples are worth; all when each is as likely, fewer when a few lead.</source>
        <translation>概率的 (Σ p)² / Σ p²：采样相当于多少条转移；等可能时为全部，少数占优时更少。</translation>
    </message>
    <message>
        <source>Evenness</source>
        <translation>均匀程度</translation>
    </message>
    <message>
        <source>Entropy of the probabilities, − Σ p ln p, as a part of ln N: 100 % where all transitions are as likely.</source>
        <translation>概率的熵 − Σ p ln p 与 ln N 之比：所有转移等可能时为 100 %。</translation>
    </message>
    <message>
        <source>Older → newer</source>
        <translation>较旧 → 较新</translation>
    </message>
    <message>
        <source>Terminations/batch</source>
        <translation>每批终止数</translation>
    </message>
    <message>
        <source>Effective share</source>
        <translation>有效样本占比</translation>
    </message>
    <message>
        <source>Mean age</source>
        <translation>平均存在时间</translation>
    </message>
    <message>
        <source>What the replay buffer holds appears here, and how evenly it is learned from.</source>
        <translation>这里显示回放缓冲区的内容，以及对它的学习有多均匀。</translation>
    </message>
    <message>
        <source>Age, steps</source>
        <translation>存在时间，步</translation>
    </message>
    <message>
        <source>Samples, expected</source>
        <translation>采样次数，期望</translation>
    </message>
    <message>
        <source>How many transitions of the buffer lie in the bars that were chosen</source>
        <translation>缓冲区中落在所选柱内的转移数</translation>
    </message>
    <message>
        <source>Each bar: how many transitions are stored with such a priority, |δ| + ε when last sampled</source>
        <translation>每根柱：以该优先级（上次采样时的 |δ| + ε）存储的转移数</translation>
    </message>
    <message>
        <source>Each bar: how many transitions were stored so many environment steps ago</source>
        <translation>每根柱：在这么多环境步之前存入的转移数</translation>
    </message>
    <message>
        <source>Each bar: how many transitions have been sampled so often, as expected: updates since they were stored · batch size · P</source>
        <translation>每根柱：预计被采样过这么多次的转移数：存入以来的更新次数 · 批大小 · P</translation>
    </message>
    <message>
        <source>One transition.</source>
        <translation>一条转移。</translation>
    </message>
    <message>
        <source>No transition is stored of the selected state.</source>
        <translation>没有存储所选状态的转移。</translation>
    </message>
    <message>
        <source>{count} [transition|transitions] of the selected state.</source>
        <translation>所选状态的 {count} 个转移。</translation>
    </message>
    <message>
        <source>{count} transitions of the selected state; the newest {listed} are listed.</source>
        <translation>所选状态的 {count} 个转移；列出最新的 {listed} 个。</translation>
    </message>
    <message>
        <source>The {listed} transitions nearest to the selected state; the nearest is {away} standard deviations away.</source>
        <translation>离所选状态最近的 {listed} 个转移；最近的一个相距 {away} 个标准差。</translation>
    </message>
    <message>
        <source>Environment steps since a transition was stored, on average.</source>
        <translation>转移存入以来的环境步数的平均值。</translation>
    </message>
    <message>
        <source>Never sampled</source>
        <translation>从未采样</translation>
    </message>
    <message>
        <source>Part of the transitions that no update is expected to have sampled: mean of (1 − batch · P)^updates.</source>
        <translation>预期没有任何更新采样过的转移所占的比例：(1 − 批大小 · P)^更新次数 的平均值。</translation>
    </message>
    <message>
        <source>Samples of each</source>
        <translation>每条采样次数</translation>
    </message>
    <message>
        <source>How often a transition has been sampled, on average, as expected: updates since it was stored · batch size · P.</source>
        <translation>每条转移平均已被采样的预期次数：存入以来的更新次数 · 批大小 · P。</translation>
    </message>
    <message>
        <source>Terminations</source>
        <translation>终止</translation>
    </message>
    <message>
        <source>Part of the transitions that terminated an episode.</source>
        <translation>终止了回合的转移所占的比例。</translation>
    </message>
    <message>
        <source>The same of the older and of the newer half of the buffer: where terminations vanish, what failing looks like is forgotten.</source>
        <translation>缓冲区较旧和较新的一半中的同一比例：终止消失之处，失败的样子便被遗忘。</translation>
    </message>
    <message>
        <source>Truncations</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>Part of the transitions whose episode a limit cut off.</source>
        <translation>回合被限制截断的转移所占的比例。</translation>
    </message>
    <message>
        <source>batch size · Σ P of the transitions that terminated.</source>
        <translation>批大小 · 终止转移的 Σ P。</translation>
    </message>
    <message>
        <source>Expected reuse</source>
        <translation>预期重用次数</translation>
    </message>
    <message>
        <source>batch size · updates a step: how often each transition is sampled in its life, on average (Fedus et al. 2020).</source>
        <translation>批大小 · 每步更新次数：每条转移一生中平均被采样的次数（Fedus 等，2020）。</translation>
    </message>
    <message>
        <source>β now</source>
        <translation>当前 β</translation>
    </message>
    <message>
        <source>How far importance weights make up for the priorities; 1: fully.</source>
        <translation>重要性权重在多大程度上修正优先级；1 为完全修正。</translation>
    </message>
</context>
<context>
    <name>ReportMessages</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>ReportPanel</name>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Format of the report</source>
        <translation>报告格式</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>表格 (CSV)</translation>
    </message>
    <message>
        <source>Write a report…</source>
        <translation>撰写报告…</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开它</translation>
    </message>
    <message>
        <source>A report of the {count} selected, with all that it takes to reproduce them.</source>
        <translation>所选 {count} 项的报告，包含重现所需的一切。</translation>
    </message>
    <message>
        <source>Select what the report is to be of in the table.</source>
        <translation>请在表中选择报告的内容。</translation>
    </message>
</context>
<context>
    <name>RobustnessPanel</name>
    <message>
        <source>The constructor of {environment} takes no numbers, so there are no other worlds to map.</source>
        <translation>{environment} 的构造函数不接受数字，因此没有其他世界可绘制。</translation>
    </message>
    <message>
        <source>Once a run has begun, what its policy earns in other worlds can be mapped here.</source>
        <translation>训练开始后，可在此绘制其策略在其他世界中的所得。</translation>
    </message>
    <message>
        <source>Robustness map</source>
        <translation>稳健性图</translation>
    </message>
    <message>
        <source>Mean return</source>
        <translation>平均回报</translation>
    </message>
    <message>
        <source>The current policy plays in worlds that differ in these two numbers: the map shows what it earns in each, and where it was trained.</source>
        <translation>当前策略在这两个数不同的世界中演示：图中显示它在每个世界得到多少，以及它是在哪里训练的。</translation>
    </message>
    <message>
        <source>Mapping…</source>
        <translation>正在绘制…</translation>
    </message>
    <message>
        <source>Map it</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>Vertical axis</source>
        <translation>纵轴</translation>
    </message>
    <message>
        <source>Play the current policy, some episodes each, over a grid of two numbers of the world. It isn&apos;t told in which it is, and the run is not changed (CARL, Benjamins et al. 2023).</source>
        <translation>在由世界的两个数构成的网格上，用当前策略各进行若干回合。它不知道自己身处哪个世界，运行也不会改变（CARL，Benjamins 等，2023）。</translation>
    </message>
    <message>
        <source>Mean returns, sums of the environment&apos;s own rewards: in the world of the training, over all worlds of the map, and in the one where it is lowest.</source>
        <translation>平均回报，即环境自身奖励之和：在训练所用的世界中、在地图上所有世界的平均，以及最低的那个世界中。</translation>
    </message>
    <message>
        <source>The mean return of each world, in the environment&apos;s own rewards</source>
        <translation>每个世界的平均回报，按环境自身的奖励计</translation>
    </message>
    <message>
        <source>Mean return by two numbers of the world</source>
        <translation>按世界的两个数的平均回报</translation>
    </message>
    <message>
        <source>Angle of the pole, degrees</source>
        <translation>杆的角度，度</translation>
    </message>
    <message>
        <source>The smallest push that fells the pole, by its angle</source>
        <translation>各角度下推倒杆的最小推动</translation>
    </message>
    <message>
        <source>The world with the numbers that the agent is trained with</source>
        <translation>数值与智能体训练时相同的世界</translation>
    </message>
    <message>
        <source>The cart stands in the middle and the pole leans at rest when a push changes one speed at once: of the cart in m/s, of the pole in rad/s. A gap: the largest push tried doesn&apos;t fell it.</source>
        <translation>小车静止于中间，杆倾斜静止，此时一次推动立即改变一个速度：小车以 m/s 计，杆以 rad/s 计。空缺处：所试的最大推动也推不倒它。</translation>
    </message>
    <message>
        <source>cart, m/s</source>
        <translation>小车，m/s</translation>
    </message>
    <message>
        <source>pole, rad/s</source>
        <translation>杆，rad/s</translation>
    </message>
    <message>
        <source>Smallest push that fells the pole:</source>
        <translation>推倒杆的最小推动：</translation>
    </message>
    <message>
        <source>(dashed: to the left)</source>
        <translation>（虚线：向左）</translation>
    </message>
    <message>
        <source>{axis}: which number of the world changes</source>
        <translation>{axis}：改变世界的哪个数</translation>
    </message>
</context>
<context>
    <name>RobustnessWords</name>
    <message>
        <source>Mean return {mean}, from {low} to {high}, of {count} [episode|episodes]
{place}</source>
        <translation>平均回报 {mean}，从 {low} 到 {high}，共 {count} 回合
{place}</translation>
    </message>
    <message>
        <source>Policy of step {step}, means of {count} [episode|episodes]: {trained} where it was trained, {mean} on average over the map, {lowest} at worst ({worst}).</source>
        <translation>第 {step} 步的策略，{count} 个回合的平均：训练之处为 {trained}，全图平均 {mean}，最差 {lowest}（{worst}）。</translation>
    </message>
    <message>
        <source>The ring: where it was trained.</source>
        <translation>圆环：训练所在之处。</translation>
    </message>
    <message>
        <source>It was trained where these numbers are switched off, which is no place of this map.</source>
        <translation>训练时这些数值是关闭的，在此图中没有对应的位置。</translation>
    </message>
    <message>
        <source>{angle}°: the cart {cart_left} to the left, {cart_right} to the right; the pole {pole_left} to the left, {pole_right} to the right</source>
        <translation>{angle}°：小车向左 {cart_left}，向右 {cart_right}；杆向左 {pole_left}，向右 {pole_right}</translation>
    </message>
    <message>
        <source>more than {largest} {unit}</source>
        <translation>超过 {largest} {unit}</translation>
    </message>
    <message>
        <source>falls by itself</source>
        <translation>自行倒下</translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Set every hyperparameter, and the environment, to a preset</source>
        <translation>将所有超参数和环境设为某个预设</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Of the next run. The same seed and hyperparameters give the same weights.</source>
        <translation>用于下次运行。种子与超参数相同，所得权重也相同。</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Environment of the next run. Choose one, or type the name of any registered in Gymnasium.</source>
        <translation>下次运行的环境。可从中选择，或输入 Gymnasium 中已注册的任意环境名。</translation>
    </message>
    <message>
        <source>Arguments of its constructor stand in brackets: {example}</source>
        <translation>构造函数的参数写在括号中：{example}</translation>
    </message>
    <message>
        <source>For the next run; this run has {value}.</source>
        <translation>用于下次运行；本次运行为 {value}。</translation>
    </message>
    <message>
        <source>Add your own…</source>
        <translation>添加您自己的…</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>“{typed}” is part of the names of several environments: {names}. Choose one of them.</source>
        <translation>“{typed}”是多个环境名称的一部分：{names}。请选择其中一个。</translation>
    </message>
    <message>
        <source>The seed is {text}, but must be a whole number from 0 to {largest}; {seed} stays.</source>
        <translation>种子是 {text}，但必须是 0 到 {largest} 的整数；仍为 {seed}。</translation>
    </message>
</context>
<context>
    <name>RunChooser</name>
    <message>
        <source>Open run</source>
        <translation>打开运行</translation>
    </message>
    <message>
        <source>deleting the run {name}</source>
        <translation>删除运行 {name}</translation>
    </message>
    <message>
        <source>Its environment needs the module {module}, which isn&apos;t added here; opening it asks for that.</source>
        <translation>其环境需要模块 {module}，此处尚未添加；打开时会询问。</translation>
    </message>
    <message>
        <source>Reading {count} of {all}</source>
        <translation>正在读取 {count} / {all}</translation>
    </message>
    <message>
        <source>No runs are saved yet. Every run that you start is saved.</source>
        <translation>还没有保存的运行。您开始的每个运行都会被保存。</translation>
    </message>
    <message>
        <source>{count} of {all} [run|runs]</source>
        <translation>{count} / {all} 个运行</translation>
    </message>
    <message>
        <source>{count} short [one|ones] too</source>
        <translation>包括 {count} 个短运行</translation>
    </message>
    <message>
        <source>Search runs</source>
        <translation>搜索运行</translation>
    </message>
    <message>
        <source>{name} is in the trash; Ctrl+Z brings it back.</source>
        <translation>{name} 已移到回收站；按 Ctrl+Z 可恢复。</translation>
    </message>
    <message>
        <source>{name} is back among the runs.</source>
        <translation>{name} 已回到运行列表中。</translation>
    </message>
    <message>
        <source>[The run doesn&apos;t have|None of {all} runs has] all these words</source>
        <translation>{all} 个运行中没有一个含有所有这些词</translation>
    </message>
    <message>
        <source>Search by name, tag, note, environment or preset</source>
        <translation>按名称、标签、备注、环境或预设搜索</translation>
    </message>
    <message>
        <source>Saved runs</source>
        <translation>已保存的运行</translation>
    </message>
    <message>
        <source>What the run needs</source>
        <translation>该运行需要什么</translation>
    </message>
    <message>
        <source>Where the run is saved</source>
        <translation>运行的保存位置</translation>
    </message>
    <message>
        <source>Show runs of under {steps} steps too</source>
        <translation>也显示不足 {steps} 步的运行</translation>
    </message>
    <message>
        <source>Runs of under {steps} steps that were never saved by hand</source>
        <translation>不足 {steps} 步且从未手动保存的运行</translation>
    </message>
    <message>
        <source>Name, note and tags…</source>
        <translation>名称、备注和标签…</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Other folder…</source>
        <translation>其他文件夹…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>RunRows</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Best mean</source>
        <translation>最佳均值</translation>
    </message>
    <message>
        <source>Last written</source>
        <translation>最后写入</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>回报</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>训练时长</translation>
    </message>
    <message>
        <source>Forked from</source>
        <translation>分支自</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>{when}, interrupted</source>
        <translation>{when}，被中断</translation>
    </message>
    <message>
        <source>can&apos;t be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>The return, from the beginning to the end</source>
        <translation>回报，从开始到结束</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>{run} – DQN Workbench</source>
        <translation>{run} – DQN Workbench</translation>
    </message>
    <message>
        <source>{run} (read-only) – DQN Workbench</source>
        <translation>{run}（只读）– DQN Workbench</translation>
    </message>
</context>
<context>
    <name>Runs</name>
    <message>
        <source>{time} h</source>
        <translation>{time} 小时</translation>
    </message>
    <message>
        <source>{time} min</source>
        <translation>{time} 分</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{preset}, {count} changed</source>
        <translation>{preset}，{count} 项已更改</translation>
    </message>
</context>
<context>
    <name>RunsPanel</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Words of the name, #tag, or a comparison such as gamma&lt;0.99 or best&gt;=400; all must be so</source>
        <translation>名称中的词、#标签，或诸如 gamma&lt;0.99、best&gt;=400 的比较；须全部满足</translation>
    </message>
    <message>
        <source>Search runs</source>
        <translation>搜索运行</translation>
    </message>
    <message>
        <source>What is listed</source>
        <translation>列出内容</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Studies</source>
        <translation>研究</translation>
    </message>
    <message>
        <source>Sweeps</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Group by</source>
        <translation>分组方式</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>所选</translation>
    </message>
    <message>
        <source>What can be done with the selected runs</source>
        <translation>对所选运行可做的操作</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Open the run</source>
        <translation>打开运行</translation>
    </message>
    <message>
        <source>Show it in every perspective</source>
        <translation>在每个视角中显示它</translation>
    </message>
    <message>
        <source>Show or hide its seeds</source>
        <translation>显示或隐藏其种子</translation>
    </message>
    <message>
        <source>The runs that the seeds of the selected study or sweep left, below it; also by ▸ and the arrows</source>
        <translation>在所选研究或扫描下方列出其种子留下的运行；也可用 ▸ 和方向键</translation>
    </message>
    <message>
        <source>Name, note and tags…</source>
        <translation>名称、备注和标签…</translation>
    </message>
    <message>
        <source>Say what the selected run is</source>
        <translation>说明所选运行是什么</translation>
    </message>
    <message>
        <source>Pin or unpin</source>
        <translation>置顶或取消置顶</translation>
    </message>
    <message>
        <source>Keep the selected runs at the top</source>
        <translation>将所选运行保持在顶部</translation>
    </message>
    <message>
        <source>Tell the difference</source>
        <translation>显示差异</translation>
    </message>
    <message>
        <source>How two selected runs differ, and what they do in the same states</source>
        <translation>所选两次运行有何不同，以及在相同状态下的行为</translation>
    </message>
    <message>
        <source>Hand or luck?</source>
        <translation>人为还是运气？</translation>
    </message>
    <message>
        <source>What the changes in a steered run were worth, on other seeds</source>
        <translation>在其他种子上，干预过的运行中的更改有多少价值</translation>
    </message>
    <message>
        <source>Write a report…</source>
        <translation>撰写报告…</translation>
    </message>
    <message>
        <source>A page, Markdown or a table of what is selected</source>
        <translation>所选内容的网页、Markdown 或表格</translation>
    </message>
    <message>
        <source>Cancel its training</source>
        <translation>取消其训练</translation>
    </message>
    <message>
        <source>Ask what trains the seeds of the selected study or sweep to end; what is finished is kept</source>
        <translation>请训练所选研究或扫描的种子的程序结束；已完成的部分保留</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Delete the selected runs, which can be undone</source>
        <translation>删除所选运行，可撤销</translation>
    </message>
    <message>
        <source>Not grouped</source>
        <translation>不分组</translation>
    </message>
    <message>
        <source>{count} of {all}</source>
        <translation>{count} / {all}</translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count}</translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>读取中…</translation>
    </message>
    <message>
        <source>Nothing fits what was typed.</source>
        <translation>没有符合输入的内容。</translation>
    </message>
    <message>
        <source>{part} can&apos;t be read as a comparison: write the name of a hyperparameter, or best, last, retained, steps, seconds, seed or seeds, then &lt;, &lt;=, &gt;, &gt;=, = or !=, and a number, such as gamma&lt;0.99.</source>
        <translation>{part} 无法读作条件：请先写超参数的名称，或 best、last、retained、steps、seconds、seed、seeds，再写 &lt;、&lt;=、&gt;、&gt;=、= 或 !=，最后写一个数，例如 gamma&lt;0.99。</translation>
    </message>
    <message>
        <source>Looking for runs…</source>
        <translation>正在查找运行…</translation>
    </message>
    <message>
        <source>Runs, studies and sweeps appear here: every run that is started is saved, and Open folder… in the File menu lists others.</source>
        <translation>运行、研究和扫描会显示在这里：每次启动的运行都会保存，文件菜单中的“打开文件夹…”可列出其他的。</translation>
    </message>
</context>
<context>
    <name>RunsTable</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>SavedRuns</name>
    <message>
        <source>The run isn&apos;t saved to disk. {reason}</source>
        <translation>该运行没有保存到磁盘。{reason}</translation>
    </message>
    <message>
        <source>This run is open already.</source>
        <translation>此运行已经打开。</translation>
    </message>
    <message>
        <source>The run in progress isn&apos;t saved to disk; opening another loses it.</source>
        <translation>正在进行的运行未保存到磁盘；打开另一个运行会丢失它。</translation>
    </message>
    <message>
        <source>Stop it and open</source>
        <translation>停止并打开</translation>
    </message>
    <message>
        <source>{name} holds neither a run nor a checkpoint, nor a study or a sweep, and none of them lies up to three levels below it; choose another folder.</source>
        <translation>{name} 中没有运行、检查点、研究或扫描，其下三层之内也没有；请选择另一个文件夹。</translation>
    </message>
    <message>
        <source>The run isn&apos;t saved to disk, so that there is no way back.</source>
        <translation>该运行未保存到磁盘，因此无法回退。</translation>
    </message>
    <message>
        <source>There is no checkpoint of step {step} or before.</source>
        <translation>第 {step} 步及之前没有检查点。</translation>
    </message>
    <message>
        <source>There is no checkpoint of step {step}; the last one before is of step {before}.</source>
        <translation>第 {step} 步没有检查点；此前最近的一个在第 {before} 步。</translation>
    </message>
    <message>
        <source>Rewind</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>The run {name} was interrupted at step {step}.</source>
        <translation>运行 {name} 在第 {step} 步被中断。</translation>
    </message>
    <message>
        <source>It had no checkpoint yet, so it can&apos;t be opened; its curves are in its folder.</source>
        <translation>它还没有检查点，因此无法打开；其曲线在它的文件夹中。</translation>
    </message>
    <message>
        <source>Its last checkpoint is of step {saved}: the {lost} [step|steps] after it [wasn&apos;t|weren&apos;t] saved, and [is|are] trained again if it is opened.</source>
        <translation>它的最后一个检查点在第 {saved} 步：其后的 {lost} 步未保存，打开后将重新训练。</translation>
    </message>
    <message>
        <source>{troubles} The run was opened at step {step} instead.</source>
        <translation>{troubles} 运行已改在第 {step} 步打开。</translation>
    </message>
    <message>
        <source>Fork from here</source>
        <translation>由此分支</translation>
    </message>
    <message>
        <source>The last intact checkpoint of the run is of step {step}.</source>
        <translation>该运行最后一个完好的检查点在第 {step} 步。</translation>
    </message>
    <message>
        <source>Restore it</source>
        <translation>恢复</translation>
    </message>
</context>
<context>
    <name>SavedWork</name>
    <message>
        <source>{name} is written by no program that can be asked to end.</source>
        <translation>没有可以请求结束的程序在写入 {name}。</translation>
    </message>
    <message>
        <source>Sweep, continued</source>
        <translation>扫描（继续）</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search hyperparameters</source>
        <translation>搜索超参数</translation>
    </message>
    <message>
        <source>By name, group or choice (Ctrl+F); Esc shows all again</source>
        <translation>按名称、分组或选项搜索 (Ctrl+F)；按 Esc 重新显示全部</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>changed only</source>
        <translation>仅已更改</translation>
    </message>
    <message>
        <source>Show changed hyperparameters only</source>
        <translation>仅显示已更改的超参数</translation>
    </message>
    <message>
        <source>No hyperparameter fits.</source>
        <translation>没有符合的超参数。</translation>
    </message>
    <message>
        <source>Nothing is changed.</source>
        <translation>没有任何更改。</translation>
    </message>
    <message>
        <source>No changed hyperparameter fits; Esc shows all that are changed.</source>
        <translation>没有符合的已更改超参数；按 Esc 显示全部已更改的。</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Hyperparameters</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>Leave a field, and bring its value back</source>
        <translation>离开输入框，并恢复其值</translation>
    </message>
    <message>
        <source>A slider, one step</source>
        <translation>滑块移动一步</translation>
    </message>
    <message>
        <source>A slider, ten steps</source>
        <translation>滑块移动十步</translation>
    </message>
    <message>
        <source>Open run</source>
        <translation>打开运行</translation>
    </message>
    <message>
        <source>Name, note and tags</source>
        <translation>名称、备注和标签</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>图</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>Read at a step, ten times as far with Shift</source>
        <translation>逐步读数，按 Shift 走十倍</translation>
    </message>
    <message>
        <source>Curves, pictures and data</source>
        <translation>曲线、图片和数据</translation>
    </message>
    <message>
        <source>right click</source>
        <translation>右键单击</translation>
    </message>
    <message>
        <source>Go back to a mark</source>
        <translation>回到标记处</translation>
    </message>
    <message>
        <source>double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
</context>
<context>
    <name>SpectrumBars</name>
    <message>
        <source>{rank} of {count} singular values count</source>
        <translation>{count} 个奇异值中有 {rank} 个计入</translation>
    </message>
    <message>
        <source>{name}: singular value {place} of {count} is {value}; up to it they hold {share} of the sum</source>
        <translation>{name}：第 {place} 个奇异值（共 {count} 个）为 {value}；到它为止占总和的 {share}</translation>
    </message>
</context>
<context>
    <name>StateScene</name>
    <message>
        <source>Pictures of an episode aren&apos;t saved; its values are.</source>
        <translation>回合的画面不保存，价值会保存。</translation>
    </message>
    <message>
        <source>State {number}</source>
        <translation>状态 {number}</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Current state</source>
        <translation>当前状态</translation>
    </message>
    <message>
        <source>{n} [step|steps]</source>
        <translation>{n} 步</translation>
    </message>
    <message>
        <source>Environment steps</source>
        <translation>环境步</translation>
    </message>
    <message>
        <source>Environment steps per second</source>
        <translation>每秒环境步数</translation>
    </message>
    <message>
        <source>{n} [step|steps]/s</source>
        <translation>{n} 步/秒</translation>
    </message>
    <message>
        <source>episode {n}</source>
        <translation>回合 {n}</translation>
    </message>
    <message>
        <source>Episode</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>Probability of a random action ε</source>
        <translation>随机动作概率 ε</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Until the run ends by itself</source>
        <translation>距运行自动结束</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>view {n} fps</source>
        <translation>画面 {n} 帧/秒</translation>
    </message>
    <message>
        <source>Frames per second of the view</source>
        <translation>画面每秒帧数</translation>
    </message>
    <message>
        <source>{what} · {seconds} s</source>
        <translation>{what} · {seconds} 秒</translation>
    </message>
</context>
<context>
    <name>StopDialog</name>
    <message>
        <source>Stop by itself</source>
        <translation>自动停止</translation>
    </message>
    <message>
        <source>The run ends, saved, at whichever comes first. 0: not by that.</source>
        <translation>运行在最先满足的条件处保存并结束。0：不因此结束。</translation>
    </message>
    <message>
        <source>Why a value isn&apos;t allowed</source>
        <translation>该值为何不被允许</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>here {value}</source>
        <translation>此处 {value}</translation>
    </message>
</context>
<context>
    <name>SweepPanel</name>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Score: mean return</source>
        <translation>得分：平均回报</translation>
    </message>
    <message>
        <source>No scores yet</source>
        <translation>还没有得分</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>View of the sweep</source>
        <translation>扫描视图</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>场</translation>
    </message>
    <message>
        <source>Scores over two hyperparameters</source>
        <translation>两个超参数上的得分</translation>
    </message>
    <message>
        <source>Parallel</source>
        <translation>平行</translation>
    </message>
    <message>
        <source>A line for each trial through all that varied</source>
        <translation>每个试验一条线，穿过所有变化的超参数</translation>
    </message>
    <message>
        <source>Importance</source>
        <translation>重要性</translation>
    </message>
    <message>
        <source>How much each hyperparameter mattered</source>
        <translation>每个超参数的重要程度</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>All trials, the best first, with their intervals</source>
        <translation>所有试验，最佳在前，附区间</translation>
    </message>
    <message>
        <source>Field of scores</source>
        <translation>得分场</translation>
    </message>
    <message>
        <source>Parallel coordinates</source>
        <translation>平行坐标</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>横向</translation>
    </message>
    <message>
        <source>Upwards</source>
        <translation>纵向</translation>
    </message>
    <message>
        <source>The chosen trial</source>
        <translation>所选试验</translation>
    </message>
    <message>
        <source>Open a seed</source>
        <translation>打开一个种子</translation>
    </message>
    <message>
        <source>Show the run that a seed of this trial left, in every perspective</source>
        <translation>在每个视图中显示该试验的一个种子留下的运行</translation>
    </message>
    <message>
        <source>Continue with this one</source>
        <translation>以此继续</translation>
    </message>
    <message>
        <source>This sweep</source>
        <translation>此扫描</translation>
    </message>
    <message>
        <source>Pause: begin no more seeds</source>
        <translation>暂停：不再开始新的种子</translation>
    </message>
    <message>
        <source>Continue it</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Cancel: keep what is finished</source>
        <translation>取消：保留已完成的部分</translation>
    </message>
    <message>
        <source>Train on where the first of its seeds ended, in a fork of its run</source>
        <translation>从其第一个种子结束之处继续训练，在其运行的分支中</translation>
    </message>
    <message>
        <source>Train a run with these settings and the first of its seeds here</source>
        <translation>在此用这些设置和其第一个种子训练一次运行</translation>
    </message>
    <message>
        <source>Report seed {seed}: {score}</source>
        <translation>报告种子 {seed}：{score}</translation>
    </message>
    <message>
        <source>Select a sweep in the table to see its field, or begin one under New.</source>
        <translation>在表中选择一个扫描以查看其场，或在“新建”中开始一个。</translation>
    </message>
    <message>
        <source>{count} pruned</source>
        <translation>已剪枝 {count} 个</translation>
    </message>
    <message>
        <source>best trial {trial}</source>
        <translation>最佳试验 {trial}</translation>
    </message>
    <message>
        <source>Click a trial to see what it sets.</source>
        <translation>单击一个试验以查看其设置。</translation>
    </message>
    <message>
        <source>Pause, continue or end it, also one that was begun elsewhere</source>
        <translation>暂停、继续或结束它，包括在别处启动的</translation>
    </message>
    <message>
        <source>Trial {trial}</source>
        <translation>试验 {trial}</translation>
    </message>
    <message>
        <source>Seed {seed}: {score}</source>
        <translation>种子 {seed}：{score}</translation>
    </message>
    <message>
        <source>The sweep has no trials yet; they appear as soon as they begin.</source>
        <translation>该扫描还没有试验；开始后即会显示。</translation>
    </message>
    <message>
        <source>{name}: {done} of {total} [trial|trials]</source>
        <translation>{name}：{done} / {total} 个试验</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>{count} running</source>
        <translation>进行中 {count} 个</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>on {count} other [seed|seeds] {score}</source>
        <translation>在另外 {count} 个种子上 {score}</translation>
    </message>
</context>
<context>
    <name>SweepWatch</name>
    <message>
        <source>trial {number} of {name}</source>
        <translation>{name} 的试验 {number}</translation>
    </message>
    <message>
        <source>not known of {names}: not in every complete trial, or always the same</source>
        <translation>{names} 的重要性未知：并非每个完成的试验都有，或始终相同</translation>
    </message>
</context>
<context>
    <name>TimeLeft</name>
    <message>
        <source>{n} s left</source>
        <translation>剩余 {n} 秒</translation>
    </message>
    <message>
        <source>{low}–{high} s left</source>
        <translation>剩余 {low}–{high} 秒</translation>
    </message>
    <message>
        <source>{n} min left</source>
        <translation>剩余 {n} 分钟</translation>
    </message>
    <message>
        <source>{low}–{high} min left</source>
        <translation>剩余 {low}–{high} 分钟</translation>
    </message>
    <message>
        <source>{n} h left</source>
        <translation>剩余 {n} 小时</translation>
    </message>
    <message>
        <source>{low}–{high} h left</source>
        <translation>剩余 {low}–{high} 小时</translation>
    </message>
    <message>
        <source>{h} h {m} min left</source>
        <translation>剩余 {h} 小时 {m} 分钟</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>第 {at} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>TransitionDetail</name>
    <message>
        <source>The state before the step; the ghost is the state after it</source>
        <translation>该步之前的状态；虚影是该步之后的状态</translation>
    </message>
    <message>
        <source>The selected transition</source>
        <translation>选中的转移</translation>
    </message>
    <message>
        <source>The observation before the step</source>
        <translation>这一步之前的观测</translation>
    </message>
    <message>
        <source>The observation after the step</source>
        <translation>这一步之后的观测</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
</context>
<context>
    <name>TransitionModel</name>
    <message>
        <source>terminated</source>
        <translation>终止</translation>
    </message>
    <message>
        <source>truncated</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>The observation before the step</source>
        <translation>这一步之前的观测</translation>
    </message>
    <message>
        <source>The action</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>The reward of this step, as it is learned from</source>
        <translation>这一步用于学习的奖励</translation>
    </message>
    <message>
        <source>The observation after the step</source>
        <translation>这一步之后的观测</translation>
    </message>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Whether the step terminated the episode, or a limit truncated it</source>
        <translation>这一步是否终止了回合，或回合被限制截断</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>As it is stored: |δ| + ε when it was last sampled</source>
        <translation>存储的值：上次采样时的 |δ| + ε</translation>
    </message>
    <message>
        <source>The probability with which one sample is this transition</source>
        <translation>一次采样抽到该转移的概率</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Importance weight at the present β: (min P / P)^β</source>
        <translation>当前 β 下的重要性权重：(min P / P)^β</translation>
    </message>
    <message>
        <source>|δ| now</source>
        <translation>当前 |δ|</translation>
    </message>
    <message>
        <source>|Q(s, a) − target| by the next update, to be held against the priority</source>
        <translation>按下一次更新的 |Q(s, a) − 目标|，可与优先级比较</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>存在时间</translation>
    </message>
    <message>
        <source>Environment steps since it was stored</source>
        <translation>存入以来的环境步数</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>采样次数</translation>
    </message>
    <message>
        <source>How often it has been sampled, as expected: updates since · batch size · P</source>
        <translation>预期已采样次数：其后的更新次数 · 批大小 · P</translation>
    </message>
</context>
<context>
    <name>TransitionTable</name>
    <message>
        <source>Transitions</source>
        <translation>转移</translation>
    </message>
</context>
<context>
    <name>Trash</name>
    <message>
        <source>{name} is open or being trained, here or in another program, and can&apos;t be deleted.</source>
        <translation>{name} 正在此处或其他程序中打开或训练，无法删除。</translation>
    </message>
    <message>
        <source>There is no trash for this folder; delete it with the file manager if you mean to.</source>
        <translation>此文件夹没有可用的回收站；如确需删除，请使用文件管理器。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be brought back: there is something in its place, {folder}.</source>
        <translation>无法恢复 {name}：其原位置 {folder} 已被占用。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be brought back: it isn&apos;t in the trash any more.</source>
        <translation>无法恢复 {name}：它已不在回收站中。</translation>
    </message>
</context>
<context>
    <name>TrialsModel</name>
    <message>
        <source>Trial</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 区间</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>已开始</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>pruned</source>
        <translation>已剪枝</translation>
    </message>
</context>
<context>
    <name>TrialsTable</name>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
</context>
<context>
    <name>TruthRow</name>
    <message>
        <source>Looking…</source>
        <translation>查看中…</translation>
    </message>
    <message>
        <source>Look once</source>
        <translation>查看一次</translation>
    </message>
    <message>
        <source>The policy is played from every point; this takes some seconds.</source>
        <translation>正在从每个点起运行策略，需要几秒钟。</translation>
    </message>
    <message>
        <source>Not looked at yet.</source>
        <translation>尚未查看。</translation>
    </message>
    <message>
        <source>Step {step}: off by {mean} on average, at most by {largest}</source>
        <translation>第 {step} 步：平均偏差 {mean}，最大偏差 {largest}</translation>
    </message>
    <message>
        <source>The other numbers were: {numbers}.</source>
        <translation>其余的量当时为：{numbers}。</translation>
    </message>
</context>
<context>
    <name>UnitCells</name>
    <message>
        <source>Dormant units: {units}</source>
        <translation>休眠单元：{units}</translation>
    </message>
    <message>
        <source>{layer}, unit {unit}: score {score}, active</source>
        <translation>{layer}，单元 {unit}：得分 {score}，活跃</translation>
    </message>
    <message>
        <source>{layer}, unit {unit}: score {score}, dormant</source>
        <translation>{layer}，单元 {unit}：得分 {score}，休眠</translation>
    </message>
    <message>
        <source>{layer}, unit {unit}: score {score}, nearly dormant</source>
        <translation>{layer}，单元 {unit}：得分 {score}，接近休眠</translation>
    </message>
</context>
<context>
    <name>UnsaidDialog</name>
    <message>
        <source>Weights of another program</source>
        <translation>其他程序的权重</translation>
    </message>
    <message>
        <source>{name} doesn&apos;t say what follows, and it changes what its numbers mean.</source>
        <translation>{name} 没有说明以下内容，而它们决定其中数字的含义。</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>A run of {environment} is made for them, paused.</source>
        <translation>将为它们创建一个 {environment} 的运行，处于暂停状态。</translation>
    </message>
    <message>
        <source>They are loaded into this run, if its network is as you say.</source>
        <translation>如果本运行的网络与所选一致，它们会加载到本运行中。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>请选择…</translation>
    </message>
</context>
<context>
    <name>UpdatePanel</name>
    <message>
        <source>Once it learns, the next update is written out here with its numbers.</source>
        <translation>开始学习后，这里会写出下一次更新及其数字。</translation>
    </message>
    <message>
        <source>One update under the glass</source>
        <translation>放大镜下的一次更新</translation>
    </message>
    <message>
        <source>Which update is looked at, by the environment steps before it</source>
        <translation>所查看的是哪一次更新，以其之前的环境步数表示</translation>
    </message>
    <message>
        <source>The transition: its slot in the replay buffer, the state s by its numbers, and the action a that was taken there</source>
        <translation>该转移：它在回放缓冲区中的位置、以数值表示的状态 s，以及在那里采取的动作 a</translation>
    </message>
    <message>
        <source>Which of what is selected has an update</source>
        <translation>所选内容中哪些有对应的更新</translation>
    </message>
    <message>
        <source>Back to the next batch</source>
        <translation>回到下一批</translation>
    </message>
    <message>
        <source>Look again at the first transition of the next batch</source>
        <translation>重新查看下一批的第一个转移</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>Pause, train up to and with this update, and show the next one. The run is changed by nothing else.</source>
        <translation>暂停，训练至这次更新完成，再显示下一次。除此之外不改变运行。</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Gradient of the batch</source>
        <translation>整批的梯度</translation>
    </message>
    <message>
        <source>Q-values before and after the update</source>
        <translation>更新前后的 Q 值</translation>
    </message>
    <message>
        <source>and {count} more, which change less</source>
        <translation>另有 {count} 个，变化较小</translation>
    </message>
    <message>
        <source>A state alone is selected, and an update is of a stored transition: this is the next batch&apos;s first. Replay explorer lists the stored ones nearest to that state; choose one there.</source>
        <translation>只选中了一个状态，而更新属于已存储的转移：这里是下一批中的第一个。“回放浏览器”列出了离该状态最近的已存储转移，请在那里选择一个。</translation>
    </message>
    <message>
        <source>The batch&apos;s first transition</source>
        <translation>该批的第一个转移</translation>
    </message>
    <message>
        <source>The selected transition, which the batch holds</source>
        <translation>选中的转移，在该批之中</translation>
    </message>
    <message>
        <source>The selected transition, as if it stood in the batch</source>
        <translation>选中的转移，假设它在该批之中</translation>
    </message>
    <message>
        <source>Probability of each return: {now} and {target}</source>
        <translation>各回报的概率：{now}与{target}</translation>
    </message>
    <message>
        <source>Bars: the probabilities that the network gives to returns. Line: the target&apos;s, moved by the rewards and γ and put back on the same returns (Bellemare, Dabney and Munos 2017).</source>
        <translation>柱：网络给各回报的概率。线：目标的概率，经奖励和 γ 平移后投影回同样的回报（Bellemare、Dabney 和 Munos，2017）。</translation>
    </message>
    <message>
        <source>Return at each fraction: {now} and {target}</source>
        <translation>各分位处的回报：{now}与{target}</translation>
    </message>
    <message>
        <source>The values below which a fraction of the returns lies: what the network says, and the values of the target, in order (Dabney et al. 2018).</source>
        <translation>有相应比例的回报低于这些值：网络所说的值，以及按序排列的目标值（Dabney 等，2018）。</translation>
    </message>
    <message>
        <source>what it says now</source>
        <translation>网络现在给出的</translation>
    </message>
    <message>
        <source>the target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Q(s, ·) before → after</source>
        <translation>Q(s, ·) 更新前 → 后</translation>
    </message>
    <message>
        <source>What the online network says of the state, without noise, before and after the update of the whole batch. Others are moved along with the action that was taken: weights are shared.</source>
        <translation>在线网络（无噪声）对该状态的估计，整批更新之前与之后。权重是共享的，因此其他动作会随所采取的动作一起移动。</translation>
    </message>
    <message>
        <source>What Q(s, a) moves to. Point at a term to read what it is.</source>
        <translation>Q(s, a) 移向的值。指向某一项可阅读其说明。</translation>
    </message>
    <message>
        <source>How far the target lies above the network&apos;s own value.</source>
        <translation>目标比网络自己的值高多少。</translation>
    </message>
    <message>
        <source>What the error costs, and how hard it pulls.</source>
        <translation>误差的代价，以及它的拉力。</translation>
    </message>
    <message>
        <source>One step is made for the whole batch: the gradient of the weighted mean of its losses.</source>
        <translation>整批只走一步：其损失加权平均的梯度。</translation>
    </message>
</context>
<context>
    <name>UpdateTerms</name>
    <message>
        <source>Munchausen&apos;s bonus α · τ log π(a|s), clipped from below: the target network&apos;s policy is paid for what it is sure of, which widens the gap between actions. Vieillard, Pietquin and Geist 2020.</source>
        <translation>Munchausen 奖励 α · τ log π(a|s)，有下限：目标网络的策略因其确信而得到奖励，从而拉大动作间的差距。Vieillard、Pietquin 和 Geist，2020。</translation>
    </message>
    <message>
        <source>The temporal-difference error: how far the target lies above what the network says. Prioritized replay samples what has a large one more often. Sutton 1988; Schaul et al. 2016.</source>
        <translation>时序差分误差：目标比网络所说的高多少。优先回放更常采样误差大的转移。Sutton，1988；Schaul 等，2016。</translation>
    </message>
    <message>
        <source>What the online network says of the action that was taken. It learns, so that the next update&apos;s is another already. Mnih et al. 2015.</source>
        <translation>在线网络对所采取动作的估计。它在学习，因此下一次更新时已经不同。Mnih 等，2015。</translation>
    </message>
    <message>
        <source>The slope of the loss: how hard this error pulls. Huber&apos;s is never steeper than κ, a squared loss&apos;s grows with the error. Huber 1964; Mnih et al. 2015.</source>
        <translation>损失的斜率：该误差的拉力。Huber 损失的斜率不超过 κ，平方损失的斜率随误差增大。Huber，1964；Mnih 等，2015。</translation>
    </message>
    <message>
        <source>The importance weight (N · P(i))^−β beside the largest: what is sampled more often counts less each time, so that the mean isn&apos;t bent. Schaul et al. 2016.</source>
        <translation>重要性权重 (N · P(i))^−β，以最大者归一：采样越频繁，每次的分量越小，使平均不致偏斜。Schaul 等，2016。</translation>
    </message>
    <message>
        <source>What this transition adds to the sum of the batch, before that is divided by its size.</source>
        <translation>该转移对整批之和的贡献，除以批大小之前。</translation>
    </message>
    <message>
        <source>it is</source>
        <translation>已被截短</translation>
    </message>
    <message>
        <source>it isn&apos;t</source>
        <translation>未被截短</translation>
    </message>
    <message>
        <source>mean w·L</source>
        <translation>w·L 平均</translation>
    </message>
    <message>
        <source>The loss of the whole batch, of which the gradient is taken.</source>
        <translation>整批的损失，梯度由它求得。</translation>
    </message>
    <message>
        <source>The norm of that gradient over all weights. Above the limit of {limit} it is cut to that length, and here {clipped}. Pascanu, Mikolov and Bengio 2013.</source>
        <translation>该梯度在所有权重上的范数。超过上限 {limit} 时截短到该长度，此处{clipped}。Pascanu、Mikolov 和 Bengio，2013。</translation>
    </message>
    <message>
        <source>The norm of that gradient over all weights; no limit is set for it.</source>
        <translation>该梯度在所有权重上的范数；未设上限。</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>The learning rate that acts in this update, after its schedule. The optimizer scales it.</source>
        <translation>经过调度后在这次更新中起作用的学习率。优化器再对其缩放。</translation>
    </message>
    <message>
        <source>The gradient keeps its direction and gets this norm. Pascanu, Mikolov and Bengio 2013.</source>
        <translation>梯度方向不变，范数变为此值。Pascanu、Mikolov 和 Bengio 2013。</translation>
    </message>
    <message>
        <source>clipped</source>
        <translation>裁剪为</translation>
    </message>
    <message>
        <source>The next update, after environment step {step}</source>
        <translation>下一次更新，在第 {step} 个环境步之后</translation>
    </message>
    <message>
        <source>The update that would be made now: what happens before the next one isn&apos;t known yet</source>
        <translation>此刻将进行的更新：下一次更新之前会发生什么尚不可知</translation>
    </message>
    <message>
        <source>The rewards of the next n steps, the later ones discounted by γ: as they are learned from, shaped, scaled and clipped. More of them bring news faster, and more noise. Sutton 1988; Hessel et al. 2018.</source>
        <translation>之后 n 步的奖励，越晚的越按 γ 打折；是用于学习的奖励，已塑形、缩放和截断。步数越多，消息传得越快，噪声也越大。Sutton，1988；Hessel 等，2018。</translation>
    </message>
    <message>
        <source>The episode terminated within these steps: nothing follows, and nothing is bootstrapped. A time limit doesn&apos;t end it in this sense, and is bootstrapped over. Pardo et al. 2018.</source>
        <translation>回合在这几步内终止：之后什么也没有，也不自举。时间上限不算这种结束，会自举越过。Pardo 等，2018。</translation>
    </message>
    <message>
        <source>terminated</source>
        <translation>终止</translation>
    </message>
    <message>
        <source>γ to the power of the steps that were summed: how much what follows them counts.</source>
        <translation>γ 的幂，指数为已求和的步数：其后部分的分量。</translation>
    </message>
    <message>
        <source>The soft value τ log Σ exp(Q⁻(s′, ·) / τ) of the target network, in place of the largest Q-value: all actions count by how good they are. Vieillard, Pietquin and Geist 2020.</source>
        <translation>目标网络的软价值 τ log Σ exp(Q⁻(s′, ·) / τ)，代替最大的 Q 值：所有动作按其好坏计入。Vieillard、Pietquin 和 Geist，2020。</translation>
    </message>
    <message>
        <source>Double: the online network chooses action {action}, the target network says what it is worth. A maximum over one network&apos;s values would pick its errors as well. van Hasselt, Guez and Silver 2016.</source>
        <translation>Double：在线网络选择动作 {action}，目标网络说出它的价值。对同一网络取最大值会把它的误差也选进来。van Hasselt、Guez 和 Silver，2016。</translation>
    </message>
    <message>
        <source>The largest Q-value of the target network, an older copy that stands still for a while, so that the target doesn&apos;t run from the network that follows it. Mnih et al. 2015.</source>
        <translation>目标网络的最大 Q 值。它是较旧的副本，会静止一段时间，使目标不会躲开追随它的网络。Mnih 等，2015。</translation>
    </message>
    <message>
        <source>The target: the rewards that came, and what the target network expects after them. The update moves Q(s, a) towards it. Watkins 1989; Mnih et al. 2015.</source>
        <translation>目标：已得的奖励，加上目标网络对其后的预期。更新使 Q(s, a) 向它移动。Watkins，1989；Mnih 等，2015。</translation>
    </message>
    <message>
        <source>The mean of the target&apos;s distribution, below as bars or a line. What is learned is all of it. Bellemare, Dabney and Munos 2017; Dabney et al. 2018.</source>
        <translation>目标分布的平均值，分布在下方以柱或线表示。学习的是整个分布。Bellemare、Dabney 和 Munos，2017；Dabney 等，2018。</translation>
    </message>
    <message>
        <source>The mean of the online network&apos;s quantiles of the action that was taken, at the fractions that this update samples. Q(s, ·) beside it is the mean at the evenly spread ones that play. Dabney et al. 2018.</source>
        <translation>在线网络对所采取动作的分位数，在本次更新所采样的分位点上的平均值。旁边的 Q(s, ·) 则是演示所用的均匀分位点上的平均值。Dabney 等，2018。</translation>
    </message>
    <message>
        <source>The squared loss ½ δ²: large errors pull as hard as they are large.</source>
        <translation>平方损失 ½ δ²：误差多大，拉力就多大。</translation>
    </message>
    <message>
        <source>Huber&apos;s loss, ½ δ² as |δ| is at most κ = {kappa}. Beyond that it would be straight. Huber 1964.</source>
        <translation>Huber 损失：|δ| 不超过 κ = {kappa}，故为 ½ δ²；超过时为直线。Huber，1964。</translation>
    </message>
    <message>
        <source>Huber&apos;s loss, κ · (|δ| − κ/2) as |δ| is above κ = {kappa}: outliers pull no harder than others. Huber 1964.</source>
        <translation>Huber 损失：|δ| 超过 κ = {kappa}，故为 κ · (|δ| − κ/2)；离群值的拉力不会更大。Huber，1964。</translation>
    </message>
    <message>
        <source>The cross-entropy between the target&apos;s distribution and the network&apos;s, C51&apos;s loss. Bellemare, Dabney and Munos 2017.</source>
        <translation>目标分布与网络分布的交叉熵，即 C51 的损失。Bellemare、Dabney 和 Munos，2017。</translation>
    </message>
    <message>
        <source>The quantile Huber loss with κ = {kappa}: each quantile is pulled up by values above it and down by those below, in the proportion of its fraction. Dabney et al. 2018.</source>
        <translation>分位数 Huber 损失，κ = {kappa}：每个分位数被高于它的值上拉、被低于它的值下拉，比例由其分位决定。Dabney 等，2018。</translation>
    </message>
</context>
<context>
    <name>ValuePlane</name>
    <message>
        <source>Largest Q</source>
        <translation>最大 Q</translation>
    </message>
    <message>
        <source>Largest Q-value, a discounted return</source>
        <translation>最大 Q 值（折扣回报）</translation>
    </message>
    <message>
        <source>V(s) = maxₐ Q(s, a): the discounted return that the network which plays expects from each state on.</source>
        <translation>V(s) = maxₐ Q(s, a)：用于决策的网络从每个状态起所预期的折扣回报。</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>差距</translation>
    </message>
    <message>
        <source>Action gap, of discounted returns</source>
        <translation>动作差距（折扣回报之差）</translation>
    </message>
    <message>
        <source>Q(s, a₁) − Q(s, a₂), the largest Q-value less the second largest: how clear the choice of the action is. It is 0 on the line where the greedy action changes.</source>
        <translation>Q(s, a₁) − Q(s, a₂)，最大 Q 值减去第二大的：动作的选择有多明确。在贪心动作改变的线上为 0。</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>Greedy action</source>
        <translation>贪心动作</translation>
    </message>
    <message>
        <source>argmaxₐ Q(s, a): what the agent does in each state.</source>
        <translation>argmaxₐ Q(s, a)：智能体在每个状态下的动作。</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Q − Qᵖⁱ of the greedy action: above 0 it overestimates</source>
        <translation>贪心动作的 Q − Qᵖⁱ：大于 0 表示高估</translation>
    </message>
    <message>
        <source>Q(s, a) − Qᵖⁱ(s, a) for the greedy a: what the network predicts less what its policy really earns from there. Found by playing from every point, which takes seconds: press Look once.</source>
        <translation>贪心动作 a 的 Q(s, a) − Qᵖⁱ(s, a)：网络的预测减去其策略从该处起真正得到的回报。需从每个点起实际运行，耗时数秒：请按“查看一次”。</translation>
    </message>
    <message>
        <source>Selected state</source>
        <translation>选中的状态</translation>
    </message>
    <message>
        <source>Watched state</source>
        <translation>正在观看的状态</translation>
    </message>
    <message>
        <source>Middle of the buffer</source>
        <translation>缓冲区的中位状态</translation>
    </message>
    <message>
        <source>{state}, outside of the plane</source>
        <translation>{state}，在平面之外</translation>
    </message>
    <message>
        <source>State {state} · row {row}, column {column}</source>
        <translation>状态 {state} · 第 {row} 行，第 {column} 列</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
</context>
<context>
    <name>ValuePlanePanel</name>
    <message>
        <source>Value plane</source>
        <translation>价值平面</translation>
    </message>
    <message>
        <source>What the network thinks of every state of two axes appears here while it learns.</source>
        <translation>训练期间，这里显示网络对两个轴上每个状态的估值。</translation>
    </message>
</context>
<context>
    <name>VerdictPanel</name>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Train both on one seed after another, until it is decided or the pairs are spent</source>
        <translation>逐个种子训练两者，直到得出结论或用完种子对</translation>
    </message>
    <message>
        <source>Pairs of seeds</source>
        <translation>种子对数</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Hand or luck?</source>
        <translation>人为还是运气？</translation>
    </message>
    <message>
        <source>Train a steered run&apos;s settings on other seeds, with the changes that were made in it and without</source>
        <translation>在其他种子上训练干预过的运行的设置，分别带有和不带其中的更改</translation>
    </message>
    <message>
        <source>Other seeds</source>
        <translation>其他种子</translation>
    </message>
    <message>
        <source>{a} and {b} have the same settings; select two that differ.</source>
        <translation>{a} 和 {b} 的设置相同；请选择两个不同的。</translation>
    </message>
    <message>
        <source>{name} was changed while it trained, so that it has no settings of its own to compare.</source>
        <translation>{name} 在训练途中有过更改，因此没有可供比较的自身设置。</translation>
    </message>
    <message>
        <source>Does {a} beat {b}? Both are trained on new seeds until it is decided.</source>
        <translation>{a} 胜过 {b} 吗？两者在新的种子上训练，直到得出结论。</translation>
    </message>
    <message>
        <source>Select two runs in the table to decide which is better.</source>
        <translation>在表中选择两次运行以判定哪个更好。</translation>
    </message>
    <message>
        <source>{name} was steered: were its changes worth it?</source>
        <translation>{name} 曾被干预：那些更改值得吗？</translation>
    </message>
    <message>
        <source>Select a run whose hyperparameters were changed while it trained to ask: hand or luck?</source>
        <translation>选择一个训练中途更改过超参数的运行，以询问：人为还是运气？</translation>
    </message>
</context>
<context>
    <name>WaitingBar</name>
    <message>
        <source>Apply to this run</source>
        <translation>应用于本次运行</translation>
    </message>
    <message>
        <source>Give them to the run that is in progress, as one change</source>
        <translation>作为一次更改，应用于正在进行的运行</translation>
    </message>
    <message>
        <source>Keep this run&apos;s</source>
        <translation>沿用本次运行的值</translation>
    </message>
    <message>
        <source>Begin the next run with what this run has</source>
        <translation>下次运行以本次运行的值开始</translation>
    </message>
    <message>
        <source>{count} values wait for the next run.</source>
        <translation>有 {count} 个值要到下次运行才生效。</translation>
    </message>
    <message>
        <source>One value waits for the next run.</source>
        <translation>有一个值要到下次运行才生效。</translation>
    </message>
</context>
<context>
    <name>WatchedMoment</name>
    <message>
        <source>The watched world was changed, and What if plays in the one that the agent is trained in. Press As trained below Change the world, and let an episode begin.</source>
        <translation>正在观看的世界已被改变，而“如果”在智能体训练所用的世界中进行。请在“改变世界”下方按“恢复训练时的值”，并等待一个新回合开始。</translation>
    </message>
    <message>
        <source>The episode is over here, and nothing follows. Let the agent play on, and ask from a step of the next.</source>
        <translation>回合到此结束，之后不会再发生什么。请让智能体继续玩，再从下一回合的某一步提问。</translation>
    </message>
    <message>
        <source>This environment can only be put into a state by playing its episode again, and the beginning of this one wasn&apos;t seen here, is more than {most} steps ago, or it was pushed since. Wait for the next episode.</source>
        <translation>这个环境只能通过重演回合才能进入某个状态，而这一回合的开头没有在这里看到、已在 {most} 步之前，或者其间被推过。请等待下一个回合。</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Choose and start</source>
        <translation>选择并开始</translation>
    </message>
    <message>
        <source>The environment, the preset and the seed of the next run; and Start, Pause, Step and Stop. Space pauses and resumes.</source>
        <translation>下一次运行的环境、预设和种子；以及开始、暂停、单步和停止。空格键暂停和继续。</translation>
    </message>
    <message>
        <source>Tune while it learns</source>
        <translation>边学边调</translation>
    </message>
    <message>
        <source>Every hyperparameter. Move one during a run: the next updates use it, a mark in the curves says when, and Ctrl+Z takes it back.</source>
        <translation>全部超参数。运行期间调节任何一个：接下来的更新就会用它，曲线上的标记说明何时调节，Ctrl+Z 可以撤销。</translation>
    </message>
    <message>
        <source>How it learns</source>
        <translation>学得怎样</translation>
    </message>
    <message>
        <source>The return of each episode, what the network predicts, its loss, and how much it explores. The wheel zooms, a double click on a mark goes back to it.</source>
        <translation>每个回合的回报、网络的预测、损失，以及探索的多少。滚轮缩放，双击标记可回到那里。</translation>
    </message>
    <message>
        <source>The agent at play</source>
        <translation>智能体演示</translation>
    </message>
    <message>
        <source>The newest policy, in real time; the bars are the Q-values it chooses by.</source>
        <translation>最新的策略，实时演示；条形是它据以选择的 Q 值。</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Changes, evaluations and events, in order. Beside it are the checkpoints to go back to.</source>
        <translation>按顺序列出更改、评估和事件。旁边是可以回退到的检查点。</translation>
    </message>
    <message>
        <source>What it learns from</source>
        <translation>从什么中学习</translation>
    </message>
    <message>
        <source>How surprising the stored transitions are: those far to the right are sampled most. F1 opens the manual, Ctrl+K finds everything else.</source>
        <translation>存储的转移有多出乎意料：越靠右的越常被采样。F1 打开手册，Ctrl+K 查找其他一切。</translation>
    </message>
    <message>
        <source>F1 opens the manual, Ctrl+K finds every action, hyperparameter and run.</source>
        <translation>F1 打开手册，Ctrl+K 可查找每个操作、超参数和运行。</translation>
    </message>
    <message>
        <source>Everything else</source>
        <translation>其他一切</translation>
    </message>
</context>
<context>
    <name>WorldControls</name>
    <message>
        <source>Play it yourself</source>
        <translation>自己来玩</translation>
    </message>
    <message>
        <source>Play with arrow keys or digits, beside the agent in the same episodes; training feels nothing of it</source>
        <translation>用方向键或数字键游玩，与智能体在相同的回合中并列；训练不受影响</translation>
    </message>
    <message>
        <source>Change the world</source>
        <translation>改变世界</translation>
    </message>
    <message>
        <source>This environment&apos;s constructor takes no numbers, so its world can&apos;t be changed from here</source>
        <translation>该环境的构造函数不接受数值，因此无法在此改变它的世界</translation>
    </message>
    <message>
        <source>Change the world that is watched; the agent is trained in its own. CartPole can also be pushed: drag its cart or its pole</source>
        <translation>改变正在观看的世界；智能体仍在自己的世界中训练。CartPole 还可以推：拖动小车或杆</translation>
    </message>
    <message>
        <source>Arrow keys play, or digits: 1 is the first action. It begins with the first key.</source>
        <translation>用方向键或数字键游玩：1 为第一个动作。按下第一个键时开始。</translation>
    </message>
    <message>
        <source>Digits play: 1 is the first action. It begins with the first key.</source>
        <translation>用数字键游玩：1 为第一个动作。按下第一个键时开始。</translation>
    </message>
    <message>
        <source>0 is the tenth, and the rest has no key.</source>
        <translation>0 为第十个，其余没有对应的键。</translation>
    </message>
    <message>
        <source>The keyboard is elsewhere; a click on the picture brings it back, and arrow keys play on.</source>
        <translation>键盘焦点在别处；点击画面即可收回，继续用方向键游玩。</translation>
    </message>
    <message>
        <source>The keyboard is elsewhere; a click on the picture brings it back, and digits play on.</source>
        <translation>键盘在别处；单击画面可将其取回，数字键即可继续游玩。</translation>
    </message>
</context>
<context>
    <name>_EngineThread</name>
    <message>
        <source>The engine was stopped by an error.</source>
        <translation>引擎因错误而停止。</translation>
    </message>
    <message>
        <source>Press Start to begin again with a fresh engine, or restart the program if that fails too.</source>
        <translation>按“开始”以新的引擎重新开始；如仍失败，请重启程序。</translation>
    </message>
</context>
<context>
    <name>_MessageRow</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Show the message</source>
        <translation>显示消息</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
</TS>
