"""A report as one file: HTML with its pictures inside, Markdown, or a table.

Whatever was read may come from elsewhere: in HTML every text is escaped, the page has no script, and pictures are
images, in which nothing runs. In Markdown text is kept from being taken for markup.
"""

import base64
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dqn_engine.comparison.report.contents import Picture, Section, Table
from dqn_engine.comparison.report.pictures import MOST_LINES, drawn
from dqn_engine.storage.files.csv_text import csv_text
from dqn_engine.study.plot import can_draw
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import printable
from dqn_engine.system.versions import version_line

ENDINGS = (".html", ".md", ".csv")
COLUMNS = ("kind", "of", "seed", "env_step", "mean_return", "text")
_LONGEST_TEXT = 20_000
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 3rem; border-bottom: 1px solid #e4e7eb; padding-bottom: .3rem; }
table { border-collapse: collapse; margin: 1rem 0; } caption { text-align: left; font-weight: 600; }
th, td { border: 1px solid #e4e7eb; padding: .25rem .6rem; text-align: left; } th { background: #f6f8fa; }
img { max-width: 100%; height: auto; } pre { background: #f6f8fa; padding: .6rem; white-space: pre-wrap; }
.scroll { overflow-x: auto; } .path { color: #57606a; overflow-wrap: anywhere; }
"""


def check_ending(out: Path) -> str:
    """The ending of a report's file.

    Raises:
        InputError: It is none of `ENDINGS`.
    """
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise InputError("{out!r} must end in {allowed}.", out=str(out), allowed=", ".join(ENDINGS))
    return ending


def report_bytes(sections: Sequence[Section], ending: str) -> tuple[bytes, list[Sentence]]:
    """The file, and what the user should know of it.

    Args:
        sections: What it is about.
        ending: One of `ENDINGS`.
    """
    troubles = list(_troubles(sections)) if ending == ".html" else []
    match ending:
        case ".html":
            text = _page(sections, troubles)
        case ".md":
            text = _markdown(sections)
        case _:
            text = csv_text(_rows(sections), number=str)
    return text.encode("utf-8"), troubles


def _troubles(sections: Sequence[Section]) -> Iterator[Sentence]:
    if not can_draw() and any(section.pictures for section in sections):
        yield Sentence("Pictures are left out; to have them drawn, install the extra 'study'.")
    if any(len(picture.lines) > MOST_LINES for section in sections for picture in section.pictures):
        yield Sentence("More than {most} curves in one picture are left out.", most=MOST_LINES)


def _page(sections: Sequence[Section], troubles: Sequence[Sentence]) -> str:
    body = "\n".join(part for section in sections for part in _html_section(section))
    notes = "\n".join(f"<p>{_escaped(trouble)}</p>" for trouble in troubles)
    reproduce = "\n".join(part for section in sections for part in _html_reproduction(section))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; style-src '
        "'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_escaped(_title(sections))}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{_escaped(_title(sections))}</h1>\n{notes}\n{body}\n<h2>To reproduce all of it</h2>\n"
        f"<p>{_escaped(_written_with())}</p>\n{reproduce}\n</body>\n</html>\n"
    )


def _html_section(section: Section) -> Iterator[str]:
    yield f"<h2>{_escaped(_heading(section))}</h2>"
    yield f'<p class="path">{_escaped(section.path)}</p>'
    yield from (f"<p>{_escaped(sentence)}</p>" for sentence in section.sentences)
    if section.facts:
        yield _html_table(Table(title="", columns=(), rows=section.facts))
    for picture in section.pictures:
        if can_draw():
            image = base64.b64encode(drawn(picture)).decode("ascii")
            yield f'<img alt="{_escaped(_alternative(picture))}" src="data:image/svg+xml;base64,{image}">'
        yield f"<p>{_escaped(picture.words)}</p>"
    yield from (_html_table(table) for table in section.tables)


def _html_table(table: Table) -> str:
    caption = f"<caption>{_escaped(table.title)}</caption>" if table.title else ""
    head = "".join(f"<th>{_escaped(name)}</th>" for name in table.columns)
    rows = "\n".join(f"<tr>{''.join(f'<td>{_escaped(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    none = "" if table.rows else "<tr><td>none</td></tr>"
    return f'<div class="scroll"><table>{caption}<tr>{head}</tr>\n{rows}{none}</table></div>'


def _html_reproduction(section: Section) -> Iterator[str]:
    yield f"<h3>{_escaped(_heading(section))}</h3>"
    for name, value in section.reproduce:
        yield f"<p>{_escaped(name)}:</p>\n<pre>{_escaped_lines(value)}</pre>"


def _markdown(sections: Sequence[Section]) -> str:
    lines = [f"# {_marked(_title(sections))}", ""]
    for section in sections:
        lines += [f"## {_marked(_heading(section))}", "", f"`{_in_code(section.path)}`", ""]
        lines += [part for sentence in section.sentences for part in (_marked(sentence), "")]
        lines += [f"* {_marked(name)}: {_marked(value)}" for name, value in section.facts]
        for picture in section.pictures:
            lines += ["", _marked(picture.words)]
        for table in section.tables:
            lines += ["", f"**{_marked(table.title)}**", "", *_markdown_table(table)]
        lines.append("")
    lines += ["## To reproduce all of it", "", _marked(_written_with()), ""]
    for section in sections:
        lines += [f"### {_marked(_heading(section))}", ""]
        for name, value in section.reproduce:
            code = "\n".join(f"    {printable(line, _LONGEST_TEXT)}" for line in value.split("\n"))
            lines += [f"{_marked(name)}:", "", code, ""]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield "none"
        return
    for row in (table.columns, ["---"] * len(table.columns)):
        yield f"| {' | '.join(row if row[0] == '---' else map(_marked, row))} |"
    yield from (f"| {' | '.join(map(_marked, row))} |" for row in table.rows)


def _rows(sections: Sequence[Section]) -> Iterable[Sequence[object]]:
    yield COLUMNS
    for section in sections:
        for name, seed, step, value in section.points:
            yield section.kind, _of(section, name), seed, step, value, None
        for sentence in section.sentences:
            yield section.kind, section.title, None, None, None, printable(sentence, _LONGEST_TEXT)
    yield "reproduce", "", None, None, None, _written_with()
    for section in sections:
        for name, value in section.reproduce:
            text = printable(f"{name}: {value}".replace("\n", "; "), _LONGEST_TEXT)
            yield "reproduce", section.title, None, None, None, text


def _of(section: Section, name: str) -> str:
    return name if name == section.title else f"{section.title}: {name}"


def _title(sections: Sequence[Section]) -> str:
    return "Report: " + ", ".join(section.title for section in sections)


def _heading(section: Section) -> str:
    return f"{section.kind.capitalize()}: {section.title}"


def _alternative(picture: Picture) -> str:
    return ". ".join([*picture.title.split("\n"), picture.words])


def _written_with() -> str:
    return f"Written with {version_line('dqn-engine')}. Numbers are equal to the bit on machines of one kind."


def _escaped(text: str) -> str:
    return html.escape(printable(str(text), _LONGEST_TEXT), quote=True)


def _escaped_lines(text: str) -> str:
    return "\n".join(_escaped(line) for line in text.split("\n"))


def _marked(text: str) -> str:
    """Text that Markdown takes for nothing else."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", printable(str(text), _LONGEST_TEXT))


def _in_code(text: str) -> str:
    return printable(text, _LONGEST_TEXT).replace("`", "'")
