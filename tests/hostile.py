"""Texts of about 64 KiB that are dear to read: what grows faster than its length in some Markdown parser or other."""

SIZE = 64_000


def filled(unit: str, size: int = SIZE, before: str = "", after: str = "") -> str:
    """`unit` again and again, to this many bytes with what stands around."""
    room = size - len((before + after).encode())
    return before + unit * (room // len(unit.encode())) + after


def numbered(unit: str, size: int = SIZE) -> str:
    """`unit` with a number of its own each time."""
    parts, used = [], 0
    while True:
        part = unit.replace("#n", str(len(parts)))
        used += len(part.encode())
        if used > size:
            return "".join(parts)
        parts.append(part)


def hostile_texts(size: int = SIZE) -> dict[str, str]:
    half, root = size // 2, int(size**0.5)
    return {
        "dollar blocks never closed": filled("$$ a\n\n", size),
        "dollar blocks in a list": filled("- $$ a\n  $$ b\n", size),
        "dollar blocks in a quote": filled("> $$ a\n>\n", size),
        "dollar blocks in one item": filled("  $$ a\n\n", size, "- x\n\n"),
        "dollar blocks in one item, closed outside": filled("  $$ a\n\n", size, "- x\n\n", "\n$$\n"),
        "single dollars": filled("$a ", size),
        "pairs of dollars": filled("$$a ", size),
        "escaped dollars": filled("\\$", size, "$"),
        "one formula after the other": filled("$x^2$ ", size),
        "long formulas": filled("$" + "x" * 1998 + "$ ", size),
        "nested formulas": filled("$" + "{" * 900 + "x" + "}" * 900 + "$ ", size),
        "fractions in fractions": filled("$" + "\\frac{1}{" * 200 + "x" + "}" * 200 + "$ ", size),
        "matrices": filled("$\\begin{matrix}" + "a&b\\\\" * 350 + "\\end{matrix}$ ", size),
        "lefts": filled("$" + "\\left(" * 300 + "$ ", size),
        "brackets": filled("[", size),
        "closing brackets": filled("]", size),
        "pairs of brackets": filled("[]", size),
        "nested brackets": "[" * half + "]" * half,
        "images never closed": filled("![", size),
        "nested images": "![" * (size // 4) + "](a)" * (size // 8),
        "images in images": "![" * 3000 + "a" + "](https://e.com)" * 3000,
        "images, closed": filled("![a](b)", size),
        "links never closed": filled("[a](", size),
        "links with brackets in their address": filled("[a](<b", size),
        "links": filled("[a](https://e.com) ", size),
        "links in links": "[" * 4000 + "a" + "](https://e.com)" * 3500,
        "reference links": filled("[a] ", size, "[a]: https://e.com\n\n"),
        "reference definitions": numbered("[a#n]: https://e.com/#n\n")[:size],
        "reference definitions never closed": filled("[a\n", size),
        "reference titles never closed": filled("[a]: b 'c\n", size),
        "links with titles never closed": filled('[a](b "c ', size),
        "emphasis": filled("*a **a ", size),
        "emphasis of three": filled("*a_ ***b ", size),
        "open emphasis": filled("*a ", size),
        "closing emphasis": filled("a* ", size),
        "asterisks": filled("*", size),
        "underscores and asterisks": filled("a_*_", size),
        "nested emphasis": "*a " * (size // 6) + "b* " * (size // 6),
        "strikes": filled("~~a ~~~b", size),
        "backticks": "".join("`" * length + " " for length in range(1, root)),
        "one long run of backticks": "`" * half + "a" + "`" * (half - 2),
        "odd backticks": filled("`a``", size),
        "entities": filled("&#x41;", size),
        "half entities": filled("&a", size),
        "ampersands": filled("&", size),
        "angles": filled("<", size),
        "autolinks never closed": filled("<https://", size),
        "comments never closed": filled("<!--a", size),
        "instructions never closed": filled("<?a", size),
        "escapes": filled("\\", size),
        "quotes": filled("> ", size),
        "nested quotes, a line each": "".join(">" * (number % 20 + 1) + " a\n" for number in range(size // 14)),
        "lazy quotes": filled("a\n", size, ">" * 18 + " "),
        "lazy quotes again and again": filled(">>>>>>>>>>>>>>>>>>> a\nb\n", size),
        "quotes and lists": filled("> - ", size),
        "lists in lists": "".join("  " * (number % 40) + "- a\n" for number in range(size // 44)),
        "deep lists": filled("- ", size),
        "deep numbers": filled("1. ", size),
        "deep lists, a line each": "\n".join("  " * level + "- a" for level in range(int((size) ** 0.5)))[:size],
        "items": filled("- a\n", size),
        "empty items": filled("-\n", size),
        "items apart": filled("- a\n\n", size),
        "numbered items": filled("1. a\n", size),
        "lazy items": filled("a\n", size, "- "),
        "a wide table": "|" + "a|" * (size // 4) + "\n|" + "-|" * (size // 4) + "\n",
        "a wide table with short rows": "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n" + "|a\n" * 15_000,
        "a square table": ("|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "|a\n" * 12_000)[:size],
        "a long table": filled("|a|b|\n", size, "|a|b|\n|-|-|\n"),
        "tables": filled("|a|\n|-|\n\n", size),
        "rows without a head": filled("|a", size),
        "rows that might be heads": filled("a|b\n", size),
        "headings": filled("# a\n", size),
        "hashes": filled("# ", size),
        "underlined headings": filled("a\n-\n", size),
        "lines that might be headings": filled("a\n", size),
        "rules": filled("***\n", size),
        "dashes": filled("-", size),
        "dashes apart": filled("- - ", size),
        "fences never closed": filled("```\na\n\n~~~\n", size),
        "fences": filled("```\na\n```\n", size),
        "indented code": filled("    a\n\n", size),
        "spaces": " " * (size - 1) + "a",
        "spaces before breaks": filled("a" + " " * 100 + "\n", size),
        "blank lines": "a" + "\n" * (size - 2) + "a",
        "tabs": filled("\t", size),
        "tabs in quotes": filled(">\t", size),
        "one long word": "a" * size,
        "marks of accents": "a" + "\u0301" * (half - 1),
        "ligatures": "\ufdfa" * (size // 3),
        "zero-width characters": "\u200b" * (size // 3),
        "nulls": "\0" * (size - 1),
        "right to left": "\u0627\u0644 " * (size // 5),
    }


LANGUAGES = ("python", "sql", "json", "http", "bash", "console")


def hostile_code(size: int = 10_000) -> dict[str, str]:
    """Code that lexers stumble over."""
    return {
        "quotes": "'" * size,
        "double quotes": '"' * size,
        "open strings": filled('"a ', size),
        "triple quotes": filled('"""a', size),
        "f-strings": filled('f"{', size),
        "format fields": filled("{a!", size, '"'),
        "brackets": "(" * size,
        "braces": "{" * size,
        "substitutions": filled("$(", size),
        "variables": filled("${", size),
        "arithmetic": filled("$((", size),
        "backticks": "`" * size,
        "backslashes": "\\" * size,
        "dollars": filled("$a$", size),
        "here documents": filled("<<a\n", size),
        "prompts": filled("$ ls -l\n", size),
        "prompts and output": filled("$ a\nb\n", size),
        "root prompts": filled("# a\n", size),
        "output": filled("a b c\n", size),
        "comments": filled("/*", size),
        "nested comments": "/*" * (size // 4) + "*/" * (size // 4),
        "dashes": filled("--", size),
        "hashes": "#" * size,
        "spaces": " " * size,
        "newlines": "\n" * size,
        "names": "a" * size,
        "names with dots": filled("a.", size),
        "names apart": filled("a ", size),
        "numbers": "1" * size,
        "exponents": filled("1e", size),
        "at signs": "@" * size,
        "decorators": filled("@a\n", size),
        "headers": filled("a: b\n", size, "GET / HTTP/1.1\n"),
        "long headers": filled("a: b\n c\n", size, "HTTP/1.1 200 OK\n"),
        "a body of JSON": filled("[", size, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"),
        "a body of XML": filled("<", size, "HTTP/1.1 200 OK\nContent-Type: application/xml\n\n"),
        "a body of HTML": filled("<a ", size, "HTTP/1.1 200 OK\nContent-Type: text/html\n\n"),
        "a body of PHP": filled("<?php $a[", size, "HTTP/1.1 200 OK\nContent-Type: application/x-httpd-php\n\n"),
        "imports": filled("import a.b, ", size),
        "functions": filled("def a(", size),
        "equal signs": filled("a=", size),
        "semicolons": ";" * size,
        "statements": filled("SELECT a FROM b WHERE c = 'd';\n", size),
        "languages": filled("LANGUAGE plpgsql AS $a$ ", size),
    }
