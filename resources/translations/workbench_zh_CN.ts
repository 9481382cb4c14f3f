<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
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
        <source>Stop by itself…</source>
        <translation>自动停止…</translation>
    </message>
    <message>
        <source>At a step, after a time, or once it is solved</source>
        <translation>在某一步、一段时间之后，或问题解决之时</translation>
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
        <source>Reset layout</source>
        <translation>恢复默认布局</translation>
    </message>
    <message>
        <source>Put all panels back where they were at first</source>
        <translation>将所有面板放回初始位置</translation>
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
        <source>Why it can&apos;t be added</source>
        <translation>为何无法添加</translation>
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
        <source>{count} plots have no room here</source>
        <translation>有 {count} 个图在此放不下</translation>
    </message>
    <message>
        <source>At environment step {step}</source>
        <translation>环境步 {step} 处</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic axis: shows small losses beside large ones</source>
        <translation>对数坐标轴：大小损失都能看清</translation>
    </message>
    <message>
        <source>Logarithmic loss axis</source>
        <translation>损失的对数坐标轴</translation>
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
    <message>
        <source>What the curves are drawn over; minutes count since the run was opened</source>
        <translation>曲线的横轴；分钟数从运行打开时起计</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Close DQN Workbench</source>
        <translation>关闭 DQN Workbench</translation>
    </message>
    <message>
        <source>Training is running. Stop it and close?</source>
        <translation>训练正在进行。要停止训练并关闭吗？</translation>
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
        <source>Keep training</source>
        <translation>继续训练</translation>
    </message>
    <message>
        <source>Open the folder of a run or of a checkpoint</source>
        <translation>打开运行或检查点的文件夹</translation>
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
        <source>a new folder</source>
        <translation>新文件夹</translation>
    </message>
    <message>
        <source>Export the network</source>
        <translation>导出网络</translation>
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
        <source>Agent at play · {environment}</source>
        <translation>智能体演示 · {environment}</translation>
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
        <source>The newest policy plays here in real time, also while it learns. Press Start.</source>
        <translation>最新策略在此实时演示，训练时也不停。请按“开始”。</translation>
    </message>
    <message>
        <source>Waiting for the first policy to play.</source>
        <translation>等待第一个策略开始演示。</translation>
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
        <source>Return {score}</source>
        <translation>回报 {score}</translation>
    </message>
    <message>
        <source>Let the agent play on</source>
        <translation>让智能体继续演示</translation>
    </message>
    <message>
        <source>Hold the agent; training continues</source>
        <translation>暂停演示，训练继续</translation>
    </message>
    <message>
        <source>Play at {speed} real time</source>
        <translation>以 {speed} 实时速度演示</translation>
    </message>
</context>
<context>
    <name>Environments</name>
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
        <source>Loading TensorFlow; this takes some seconds</source>
        <translation>正在加载 TensorFlow，需要几秒</translation>
    </message>
    <message>
        <source>Ready. Press Start to train</source>
        <translation>就绪。按“开始”进行训练</translation>
    </message>
    <message>
        <source>Compiling the program, about 3 s</source>
        <translation>正在编译程序，约 3 秒</translation>
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
        <source>All {step} steps are done.</source>
        <translation>全部 {step} 步已完成。</translation>
    </message>
    <message>
        <source>Ended at step {step}: the evaluations reached the return to reach.</source>
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
        <source>It is saved as {name}: Open continues it, Start begins another.</source>
        <translation>已保存为 {name}：“打开”可继续训练，“开始”则另起一次运行。</translation>
    </message>
    <message>
        <source>It isn&apos;t saved to disk; its network can be watched and saved.</source>
        <translation>未保存到磁盘；仍可观看并保存其网络。</translation>
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
        <source>Back at step {step}. What came after stays saved as {name}. Press Space to train on</source>
        <translation>已回到第 {step} 步。其后的内容仍保存为 {name}。按空格键继续训练</translation>
    </message>
    <message>
        <source>A new run from step {step}; the other stays saved as {name}. Press Space to train on</source>
        <translation>从第 {step} 步开始的新运行；原来的仍保存为 {name}。按空格键继续训练</translation>
    </message>
    <message>
        <source>Opened at its last checkpoint, step {step}. The {lost} steps after it weren&apos;t saved: the program had ended before. They are trained again.</source>
        <translation>已在最后一个检查点（第 {step} 步）打开。其后的 {lost} 步未保存：程序在此之前已终止。这些步将重新训练。</translation>
    </message>
    <message>
        <source>Solved at step {step}: the mean return of {count} greedy episodes is {mean}, and {threshold} is solved. Train on to make it steadier, or stop and export the network.</source>
        <translation>已在第 {step} 步解决：{count} 个贪婪回合的平均回报为 {mean}，达到 {threshold} 即视为解决。可继续训练使其更稳定，或停止并导出网络。</translation>
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
        <source>C51&apos;s range: {probability} of the probability lies at {edge} = {value}, and returns go beyond it; in a new run raise v_max, or scale the rewards.</source>
        <translation>C51 的范围：{probability} 的概率位于 {edge} = {value} 处，而回报超出了它；请在新的运行中调高 v_max，或缩放奖励。</translation>
    </message>
    <message>
        <source>C51&apos;s range: {probability} of the probability lies at {edge} = {value}, and returns go beyond it; in a new run lower v_min, or scale the rewards.</source>
        <translation>C51 的范围：{probability} 的概率位于 {edge} = {value} 处，而回报超出了它；请在新的运行中调低 v_min，或缩放奖励。</translation>
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
        <source>A new episode began: this environment can&apos;t be put back into the middle of one.</source>
        <translation>开始了新的回合：此环境无法恢复到回合中途。</translation>
    </message>
    <message>
        <source>Evaluated {mean} ({low}…{high})</source>
        <translation>评估 {mean}（{low}…{high}）</translation>
    </message>
    <message>
        <source>This environment can&apos;t be drawn, so its observation is shown: {why}</source>
        <translation>无法绘制此环境，因此显示其观测：{why}</translation>
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
    <name>FileDrop</name>
    <message>
        <source> or </source>
        <translation> 或 </translation>
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
    <name>HyperparametersPanel</name>
    <message>
        <source>No hyperparameter fits.</source>
        <translation>没有符合的超参数。</translation>
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
        <source>All at default</source>
        <translation>全部为默认值</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search hyperparameters</source>
        <translation>搜索超参数</translation>
    </message>
    <message>
        <source>By name or group (Ctrl+F); Esc shows all again</source>
        <translation>按名称或分组搜索 (Ctrl+F)；按 Esc 重新显示全部</translation>
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
        <source>At the next Start; this run has {value}.</source>
        <translation>下次开始时生效；本次训练为 {value}。</translation>
    </message>
    <message>
        <source>{count} values wait for the next Start.</source>
        <translation>有 {count} 个值要到下次开始才生效。</translation>
    </message>
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
        <source>live</source>
        <translation>即时</translation>
    </message>
    <message>
        <source>rebuild</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>next Start</source>
        <translation>下次开始</translation>
    </message>
</context>
<context>
    <name>KnobRow</name>
    <message>
        <source>Reset {knob}</source>
        <translation>重置“{knob}”</translation>
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
        <source>New run: takes effect at the next Start.</source>
        <translation>新训练：下次开始时生效。</translation>
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
        <source>Soft blends the target network a little towards the online one at every update; hard copies it now and then; episode, at the first update after each episode.</source>
        <translation>软同步每次更新让目标网络向在线网络靠近一点；硬同步隔一段时间整体复制；“回合”在每个回合结束后的第一次更新时复制。</translation>
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
        <source>Auto steps a single CartPole, Acrobot, MountainCar or table such as FrozenLake inside the compiled program and all others in Gymnasium; gymnasium steps every one there: the same rules, slower, to compare.</source>
        <translation>“自动”在编译后的程序内步进单个 CartPole、Acrobot、MountainCar 或 FrozenLake 之类的表格环境，其他情况由 Gymnasium 步进；“Gymnasium”让所有环境都由它步进：规则相同但更慢，用于比较。</translation>
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
        <source>Environments played side by side in Gymnasium. More vary the experience and share the cost of acting; each is seen less.</source>
        <translation>在 Gymnasium 中并排运行的环境。越多经验越多样、分担行动的开销；每个环境看到的就越少。</translation>
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
        <source>Layers before the hidden ones where observations are images: nature&apos;s three for 36 pixels and more, two small ones for fewer; auto chooses by size. Nature sees more and costs most of an update&apos;s time.</source>
        <translation>观测为图像时隐藏层之前的层：36 像素及以上用 Nature 的三层，更小的图像用两个小层；自动按大小选择。Nature 看得更多，占去一次更新的大部分时间。</translation>
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
        <source>Running</source>
        <translation>滑动统计</translation>
    </message>
    <message>
        <source>The policy that plays, is evaluated and saved averages the network over so many updates; with trials it has to pass one. 1 follows every swing; high is steady and lags.</source>
        <translation>用于演示、评估和保存的策略是网络在这么多次更新上的平均；有试演时须先通过试演。1 跟随每次波动；值高则稳定但滞后。</translation>
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
        <source>Environment step at which the run ends by itself; at 0 it never does by that.</source>
        <translation>到达该环境步数时运行自动结束；为 0 时不因此结束。</translation>
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
        <source>Mean return of an evaluation that counts as reached. Low ends the run early; high may never end it.</source>
        <translation>一次评估的平均回报达到该值即算达标。过低会过早结束运行；过高可能永远不结束。</translation>
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
        <source>Adam keeps a running mean of the gradient as well as of its square; RMSprop only of its square; AdamW is Adam with weight decay.</source>
        <translation>Adam 同时保留梯度及其平方的滑动平均；RMSprop 只保留平方的；AdamW 是带权重衰减的 Adam。</translation>
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
        <source>Auto brings each observation to about −1 to 1 by its typical or its bounds&apos; range, offset included, and by running statistics where bounds say nothing; bounds only divides by the largest size they allow; running takes away the mean of all so far and divides by their deviation; none feeds them raw.</source>
        <translation>auto 按典型范围或边界范围（含偏移）把每个观测带到约 −1 至 1，边界没有意义时用运行统计量；bounds 只除以边界允许的最大幅度；running 减去迄今全部观测的均值再除以其标准差；none 则原样输入。</translation>
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
        <source>Episodes of a trial</source>
        <translation>每次试演的回合数</translation>
    </message>
    <message>
        <source>Greedy episodes that a copy of the averaged policy plays meanwhile, in environments of its own and not learned from: if it does as well as the last good one, it becomes what plays, is evaluated and saved. Few lets lucky ones pass; many costs time. At 0, and stepped by Gymnasium, there are no trials.</source>
        <translation>训练期间，平均策略的一个副本在自己的环境中贪心地进行的回合数，不用于学习：若表现不逊于上一次成功者，它便成为用于演示、评估和保存的策略。值低则侥幸者也能通过，值高则耗时。为 0 时以及由 Gymnasium 推进时没有试演。</translation>
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
        <source>Checkpoints kept</source>
        <translation>保留的检查点</translation>
    </message>
    <message>
        <source>Newest checkpoints that stay, besides the best by evaluation. Few needs less disk; many lets you go back further.</source>
        <translation>除评估最佳者外保留的最新检查点数。少则省磁盘；多则可回退得更远。</translation>
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
        <source>Room for a run&apos;s checkpoints. With it, one is also saved before each change of a running run, and stays; beyond it the oldest go first, never those saved by hand. 0: no such ones, and no bound.</source>
        <translation>一次运行的检查点可用空间。有空间时，在运行中的每次更改之前也会保存一个并保留；超出后最旧的先删除，手动保存的永不删除。0：不保存此类检查点，也没有上限。</translation>
    </message>
    <message>
        <source>TensorBoard files</source>
        <translation>TensorBoard 文件</translation>
    </message>
    <message>
        <source>Also writes the curves as event files that TensorBoard opens. Needs the extra tensorboard; costs a little disk.</source>
        <translation>另将曲线写成 TensorBoard 可打开的事件文件。需要附加组件 tensorboard；占用少量磁盘。</translation>
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
        <source>Here: by running statistics, since the bounds say nothing.</source>
        <translation>此处：用运行统计量，因为边界没有意义。</translation>
    </message>
    <message>
        <source>Here: by bounds, and by running statistics where they say nothing: {names}.</source>
        <translation>此处：按边界；边界没有意义之处用运行统计量：{names}。</translation>
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
        <source>Name and note</source>
        <translation>名称与备注</translation>
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
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>mean of a batch</source>
        <translation>批平均</translation>
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
        <source>Press Start.</source>
        <translation>请按“开始”。</translation>
    </message>
    <message>
        <source>Waiting for the first steps.</source>
        <translation>等待最初几步。</translation>
    </message>
    <message>
        <source>Learning starts after {count} environment steps.</source>
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
        <source>solved from {value}</source>
        <translation>达到 {value} 即解决</translation>
    </message>
    <message>
        <source>Evaluation at step {step}
mean {mean} over {count} episodes, from {low} to {high}</source>
        <translation>第 {step} 步的评估
{count} 回合平均 {mean}，从 {low} 到 {high}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
</context>
<context>
    <name>LivePlot</name>
    <message>
        <source>… and {count} earlier</source>
        <translation>…以及更早的 {count} 项</translation>
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
</context>
<context>
    <name>MainWindow</name>
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
        <translation>看见深度 Q 学习的过程：编译的 Keras/TensorFlow 引擎之上的窗口。</translation>
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
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
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
    <name>Notices</name>
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
    <name>NumberRow</name>
    <message>
        <source>{knob} slider</source>
        <translation>“{knob}”滑块</translation>
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
        <source>The environment comes from {module}, which isn&apos;t added here. Add it, if you trust it.</source>
        <translation>该环境来自 {module}，此处尚未添加。如果您信任它，请添加。</translation>
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
    <name>PlotMenu</name>
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
</context>
<context>
    <name>PrioritiesPanel</name>
    <message>
        <source>Priorities in the replay buffer</source>
        <translation>回放缓冲区中的优先级</translation>
    </message>
    <message>
        <source>Transitions per bar, by priority |δ| + ε</source>
        <translation>各优先级 |δ| + ε 的转移数</translation>
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
        <source>Effective sample size</source>
        <translation>有效样本量</translation>
    </message>
    <message>
        <source>How many transitions the samples are worth: all when each is as likely, fewer when a few lead</source>
        <translation>采样相当于多少条转移：等可能时为全部，少数占优时更少</translation>
    </message>
    <message>
        <source>Replay is uniform: every transition is as likely to be sampled, so there are no priorities. With Prioritized replay on, their spread appears here.</source>
        <translation>当前为均匀回放：每条转移被采样的可能性相同，没有优先级。打开“优先经验回放”后，其分布会显示在这里。</translation>
    </message>
    <message>
        <source>Press Start: while it trains, the spread of the priorities in the replay buffer appears here.</source>
        <translation>请按“开始”：训练时，回放缓冲区中优先级的分布会显示在这里。</translation>
    </message>
    <message>
        <source>The replay buffer is empty; its priorities appear with the first steps.</source>
        <translation>回放缓冲区为空；最初几步后会显示优先级。</translation>
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
        <translation>用于下次训练。种子与超参数相同，所得权重也相同。</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Environment of the next run. Choose one, or type the name of any registered in Gymnasium.</source>
        <translation>下一次运行的环境。可从中选择，或输入 Gymnasium 中已注册的任意环境名。</translation>
    </message>
    <message>
        <source>Arguments of its constructor stand in brackets: {example}</source>
        <translation>构造函数的参数写在括号中：{example}</translation>
    </message>
    <message>
        <source>At the next Start; this run has {value}.</source>
        <translation>下次开始时生效；本次训练为 {value}。</translation>
    </message>
    <message>
        <source>Add your own…</source>
        <translation>添加您自己的…</translation>
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
        <source>running</source>
        <translation>正在进行</translation>
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
        <source>The run is open, here or in another program, and can&apos;t be deleted.</source>
        <translation>该运行正在此处或其他程序中打开，无法删除。</translation>
    </message>
    <message>
        <source>There is no trash for this folder; delete it with the file manager if you mean to.</source>
        <translation>此文件夹没有可用的回收站；如确需删除，请使用文件管理器。</translation>
    </message>
    <message>
        <source>{name} is in the trash; Undo in the Edit menu brings it back.</source>
        <translation>{name} 已移到回收站；用“编辑”菜单中的“撤销”可恢复。</translation>
    </message>
    <message>
        <source>deleting the run {name}</source>
        <translation>删除运行 {name}</translation>
    </message>
    <message>
        <source>Its environment comes from {module}, which isn&apos;t added here; opening it asks for that.</source>
        <translation>其环境来自 {module}，此处尚未添加；打开时会询问。</translation>
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
        <source>{count} of {all} runs</source>
        <translation>{count} / {all} 个运行</translation>
    </message>
    <message>
        <source>{count} short ones too</source>
        <translation>包括 {count} 个短运行</translation>
    </message>
    <message>
        <source>Search by name, environment or preset</source>
        <translation>按名称、环境或预设搜索</translation>
    </message>
    <message>
        <source>Search runs</source>
        <translation>搜索运行</translation>
    </message>
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
        <source>Name and note…</source>
        <translation>名称与备注…</translation>
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
        <source>{preset}, {count} changed</source>
        <translation>{preset}，{count} 项已更改</translation>
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
        <source>{name} holds neither a run nor a checkpoint; choose the folder of a run.</source>
        <translation>{name} 中既没有运行也没有检查点；请选择一个运行的文件夹。</translation>
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
        <source>Its last checkpoint is of step {saved}: the {lost} steps after it weren&apos;t saved, and are trained again if it is opened.</source>
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
    <name>StatusLine</name>
    <message>
        <source>Current state</source>
        <translation>当前状态</translation>
    </message>
    <message>
        <source>{n} steps</source>
        <translation>{n} 步</translation>
    </message>
    <message>
        <source>Environment steps</source>
        <translation>环境步</translation>
    </message>
    <message>
        <source>{n} steps/s</source>
        <translation>{n} 步/秒</translation>
    </message>
    <message>
        <source>Environment steps per second</source>
        <translation>每秒环境步数</translation>
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
</context>
<context>
    <name>TimeLeft</name>
    <message>
        <source>{n} s left</source>
        <translation>剩余 {n} 秒</translation>
    </message>
    <message>
        <source>{n} min left</source>
        <translation>剩余 {n} 分钟</translation>
    </message>
    <message>
        <source>{h} h {m} min left</source>
        <translation>剩余 {h} 小时 {m} 分钟</translation>
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
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>不再提示</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
</TS>
