"""Dresses a page of Markdown in the theme: headings, tables, code and pictures as they are on a code host."""

from collections.abc import Iterator

from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
)

from workbench.look.theme import SPACE, TEXT_PX, Theme

_HEADING_SIZES = {1: 1.7, 2: 1.3, 3: 1.1}
_LINE_HEIGHT_PERCENT = 125.0
_CODE_SIZE = 0.95
_CELL_PADDING = 5
_WORDIEST_SHARE, _OTHER_SHARE = 0.36, 0.27  # of a table's width: at least, and at most while there is room


def dress(document: QTextDocument, theme: Theme, font: QFont) -> None:
    """Gives a page that Qt read from Markdown the colours of `theme` and sizes in proportion to `font`."""
    size_px = _size_px(font)
    frame = document.rootFrame().frameFormat()
    frame.setMargin(2 * SPACE)
    document.rootFrame().setFrameFormat(frame)
    for block in blocks(document):
        _dress_block(block, theme, size_px)
    for table in tables(document):
        _dress_table(table, theme)


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    """Every paragraph, heading, line of code and cell, in order."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def tables(document: QTextDocument) -> Iterator[QTextTable]:
    """Every table, in order."""
    return (frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable))


def fit_pictures(document: QTextDocument, widest_px: float) -> None:
    """Shows pictures in their own size, or as wide as `widest_px` where they are wider."""
    for block in blocks(document):
        for fragment in fragments(block):
            if fragment.charFormat().isImageFormat():
                picture = QTextImageFormat(fragment.charFormat().toImageFormat())
                if picture.maximumWidth() != QTextLength(QTextLength.Type.FixedLength, widest_px):
                    picture.setMaximumWidth(QTextLength(QTextLength.Type.FixedLength, widest_px))
                    _cursor_over(document, fragment.position(), fragment.length()).mergeCharFormat(picture)


def fit_tables(document: QTextDocument, font: QFont, width_px: float) -> None:
    """Divides `width_px` among the columns of every table."""
    for table in tables(document):
        columns = [
            [table.cellAt(row, column).firstCursorPosition().block().text() for row in range(table.rows())]
            for column in range(table.columns())
        ]
        look = table.format()
        look.setWidth(QTextLength(QTextLength.Type.FixedLength, width_px - 2))  # Beside it, the borders.
        look.setColumnWidthConstraints(_column_widths(columns, font, width_px - 2))
        table.setFormat(look)


def fragments(block: QTextBlock) -> list[QTextFragment]:
    """The runs of letters of one format in a block."""
    found: list[QTextFragment] = []
    place = block.begin()
    while not place.atEnd():
        found.append(place.fragment())
        place += 1
    return found


def _size_px(font: QFont) -> int:
    return font.pixelSize() if font.pixelSize() > 0 else TEXT_PX


def _dress_table(table: QTextTable, theme: Theme) -> None:
    look = table.format()
    look.setBorder(1)
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setBorderBrush(QColor(theme.border))
    look.setBorderCollapse(True)
    look.setCellPadding(_CELL_PADDING)
    look.setCellSpacing(0)
    look.setTopMargin(SPACE / 2)
    look.setBottomMargin(SPACE)
    table.setFormat(look)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        heading = cell.format()
        heading.setBackground(QColor(theme.raised))
        cell.setFormat(heading)
        cursor = cell.firstCursorPosition()
        cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.DemiBold)
        cursor.mergeCharFormat(bold)


def _column_widths(columns: list[list[str]], font: QFont, width_px: float) -> list[QTextLength]:
    """The column with most text takes what the others leave; they get what their lines need, or at least their words.

    Left alone, Qt divides the width evenly, and sentences become towers.
    """
    bold, code = QFont(font), QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family())
    bold.setWeight(QFont.Weight.DemiBold)
    code.setPixelSize(round(_size_px(font) * _CODE_SIZE))
    heading_ruler, ruler, code_ruler = QFontMetricsF(bold), QFontMetricsF(font), QFontMetricsF(code)

    def width_of(word: str) -> float:
        return (code_ruler if "_" in word or "-" in word else ruler).horizontalAdvance(word)

    beside = 2 * _CELL_PADDING + 2
    wordiest = max(range(len(columns)), key=lambda column: sum(map(len, columns[column])))
    others = [column for column in range(len(columns)) if column != wordiest]
    least, wanted = [0.0] * len(columns), [0.0] * len(columns)
    for column in others:
        heading, *cells = columns[column]
        words = [heading_ruler.horizontalAdvance(word) for word in heading.split()]
        words += [width_of(word) for cell in cells for word in cell.split()]
        least[column] = max(words, default=0.0) + beside
        line = max(heading_ruler.horizontalAdvance(heading), *map(ruler.horizontalAdvance, cells)) + beside
        wanted[column] = max(least[column], min(line, _OTHER_SHARE * width_px))
    room = (1 - _WORDIEST_SHARE) * width_px
    more = sum(wanted) - sum(least)
    part = min(1.0, max(0.0, (room - sum(least)) / more)) if more else 0.0
    shrink = min(1.0, room / sum(least)) if others else 1.0
    widths = [QTextLength()] * len(columns)
    for column in others:
        width = shrink * (least[column] + part * (wanted[column] - least[column]))
        widths[column] = QTextLength(QTextLength.Type.FixedLength, width)
    return widths


def _dress_block(block: QTextBlock, theme: Theme, size_px: int) -> None:
    document = block.document()
    shape = QTextBlockFormat()
    level, letters_in = block.blockFormat().headingLevel(), fragments(block)
    in_list, in_table = block.textList() is not None, QTextCursor(block).currentTable() is not None
    if level:
        shape.setTopMargin(0 if level == 1 else 2.5 * SPACE)
        shape.setBottomMargin(SPACE)
    elif is_code(block):
        shape.setBackground(QColor(theme.raised))
        shape.setNonBreakableLines(False)
        shape.setLeftMargin(SPACE)
        shape.setTopMargin(0 if is_code(block.previous()) else SPACE)
        shape.setBottomMargin(0 if is_code(block.next()) else SPACE)
    else:
        shape.setBottomMargin(0 if in_table else SPACE / 2 if in_list else SPACE)
        if not any(fragment.charFormat().isImageFormat() for fragment in letters_in):
            shape.setLineHeight(_LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    QTextCursor(block).mergeBlockFormat(shape)
    if in_list:
        _fill_bullets(block)
    for fragment in letters_in:
        letters = fragment.charFormat()
        if level:
            # Qt's own size for headings counts before any other, as long as it is there.
            letters.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            letters.setProperty(QTextFormat.Property.FontPixelSize, round(size_px * _HEADING_SIZES.get(level, 1.0)))
            letters.setFontWeight(QFont.Weight.DemiBold)
        elif letters.fontFixedPitch():
            letters.setFontFamilies([QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()])
            letters.setProperty(QTextFormat.Property.FontPixelSize, round(size_px * _CODE_SIZE))
            if not is_code(block):
                letters.setBackground(QColor(theme.raised))
        elif not letters.isAnchor():
            continue
        if letters.isAnchor():
            letters.setForeground(QColor(theme.accent))
        _cursor_over(document, fragment.position(), fragment.length()).setCharFormat(letters)


def _fill_bullets(block: QTextBlock) -> None:
    entries = block.textList()
    look = entries.format()
    if look.style() in (QTextListFormat.Style.ListCircle, QTextListFormat.Style.ListSquare):
        look.setStyle(QTextListFormat.Style.ListDisc)
        entries.setFormat(look)


def is_code(block: QTextBlock) -> bool:
    """Whether a block is a line of a fenced block of code."""
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _cursor_over(document: QTextDocument, position: int, length: int) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(position)
    cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
    return cursor
