"""`leadflow import --dry-run`: what is shown, and what becomes of every kind of bad file."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from leadflow.cli.main import main
from tests.importing import report, tried

GOOD = "email,title\nada@x.no,CTO\nbo@x.no,CEO\n"
Out = pytest.CaptureFixture[str]


@pytest.mark.usefixtures("home")
def test_everything_is_shown_before_anything_is_sent(capsys: Out) -> None:
    text = (
        "E-Mail;Job Title;Number of employees;Farge\nada@x.no;CTO;1.250,5;rød\nnobody;CEO;3;blå\nme@acme.example;;;\n"
    )
    assert tried(text.encode("cp1252")) == 1
    assert capsys.readouterr().out == (
        "leads.csv: Windows-1252, semicolon-separated, double quotes\n"
        "\n"
        "  column               is                                              such as\n"
        "  E-Mail               key email                                       ada@x.no | nobody\n"
        "  Job Title            trait title                                     CTO | CEO\n"
        "  Number of employees  trait employees, a number with a decimal comma  1.250,5 = 1250.5 | 3\n"
        "  Farge                ignored (nothing in the model uses it)          rød | blå\n"
        "\n"
        "Each row says what is known of a lead (identity.stated).\n"
        "They are as of 2026-03-02 09:00 UTC, when the file was last changed; --as-of DATE says otherwise.\n"
        "\n"
        "Would be sent: 1 of 3 rows. Nothing was sent.\n"
        "Left out: 1 row of people whom the model ignores.\n"
        "Cannot be used: 1; leads.report.csv says which and why:\n"
        "  1  E-Mail: not an email address\n"
    )
    assert report() == ["3,E-Mail,not an email address,nobody"]


@pytest.mark.usefixtures("home")
def test_activities_are_shown_with_what_is_the_same_for_all(capsys: Out) -> None:
    words = ("--set", "type=event.attended", "--set", "asset=Webinar", "--map", "When=occurred_at", "--dates", "dmy")
    assert tried("email\tWhen\tPaid\nada@x.no\t3/4/2025\ttrue\n", *words, "--timezone", "Europe/Oslo") == 0
    told = capsys.readouterr().out
    assert "  When    occurred_at, a date, day first  3/4/2025 = 2025-04-02T22:00:00Z\n" in told
    assert "  Paid    property paid, true or false    true\n" in told
    assert "  every row: property asset is Webinar\n\nEach row is an activity: event.attended.\n\nWould be" in told


@pytest.mark.usefixtures("home")
def test_programs_get_one_document(capsys: Out) -> None:
    assert tried("email,title\nada@x.no,CTO\nx,y\n", "--json", "--as-of", "2026-03-01") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["as_of"] == "2026-02-28T23:00:00Z"
    assert told["columns"][1] == {
        "number": 2,
        "name": "title",
        "use": "trait",
        "term": "title",
        "note": None,
        "format": None,
        "examples": ["CTO", "y"],
    }
    counts = {name: told[name] for name in ("rows", "sent", "good", "bad", "ignored", "messages", "report")}
    assert counts == {
        "rows": 2, "sent": 0, "good": 1, "bad": 1, "ignored": 0, "messages": 1, "report": "leads.report.csv",
    }  # fmt: skip


@pytest.mark.usefixtures("home")
def test_a_map_can_stand_in_a_file(capsys: Out) -> None:
    Path("map.yaml").write_text("Position: title\nFarge:\n", encoding="utf-8")
    assert tried("email,Position,Farge\nada@x.no,CTO,x\n", "--map", "map.yaml") == 0
    assert "  Farge     ignored (as told)  x\n" in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_an_example_beyond_ascii_is_shown_if_there_is_one(capsys: Out) -> None:
    assert tried("email,title\na@x.no,CTO\nb@x.no,CEO\nc@x.no,Økonomisjef\n") == 0
    assert "trait title  CTO | Økonomisjef" in capsys.readouterr().out


BAD_FILES: Mapping[str, tuple[str | bytes, list[str], str]] = {
    "empty": ("", [], "the file is empty"),
    "blank": (" \n\n", [], "the file is empty"),
    "open header": ('email,"title\n', [], "there is no header: the quote that opens on line 1 is never closed"),
    "empty header": (",,\n,\n", [], "there is no header"),
    "no header": ("ada@x.no,CTO\n", [], "the first line has to name the columns, not ada@x.no"),
    "spreadsheet": (b"PK\x03\x04....", [], "save it as CSV first"),
    "nobody": ("title\nCTO\n", [], "no column says who the lead is"),
    "either date": ("email,updated at\na@x.no,3/4/2025\n", [], "--dates dmy or --dates mdy"),
    "either number": ('email,employees\na@x.no,"1,234"\n', [], "--decimals comma or --decimals point"),
    "no encoding": (GOOD, ["--encoding", "x"], "there is no encoding of texts x"),
    "no pair": (GOOD, ["--map", "title"], "--map title: COLUMN=TERM is needed"),
    "no constant": (GOOD, ["--set", "=x"], "--set =x: TERM=VALUE is needed"),
    "no map": (GOOD, ["--map", "none.yaml"], "none.yaml: No such file"),
    "no text": (GOOD, ["--set", "title=\udce9"], "this is no text in the terminal's encoding"),
    "no date": (GOOD, ["--as-of", "soon"], "--as-of soon: a date is needed"),
    "future": (GOOD, ["--as-of", "2999-01-01"], "that is in the future"),
    "past": (GOOD, ["--as-of", "1980-01-01"], "that is before 1990"),
    "no mark": (GOOD, ["--encoding", "utf-16"], "it is not written in utf-16"),
    "itself": (GOOD, ["--report", "leads.csv"], "is there already, and is no report"),
}  # fmt: skip


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_cannot_be_used_ends_with_2(case: str, capsys: Out) -> None:
    content, words, told = BAD_FILES[case]
    assert tried(content, *words) == 2
    assert told in capsys.readouterr().err
    assert not Path("leads.report.csv").exists()


@pytest.mark.parametrize("text", ["- a\n", "a: [b]\n", "a: 1\n"])
def test_a_map_that_is_none_ends_with_2(text: str, home: Path) -> None:
    (home / "map.yml").write_text(text, encoding="utf-8")
    assert tried(GOOD, "--map", "map.yml") == 2


@pytest.mark.usefixtures("home")
def test_files_that_are_none_end_with_2(capsys: Out) -> None:
    assert main(["import", "none.csv", "--dry-run", "--model", "model.yaml"]) == 2
    assert main(["import", ".", "--dry-run", "--model", "model.yaml"]) == 2
    assert main(["import", "none.csv", "--model", "model.yaml"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[:2] == ["none.csv: No such file or directory", ".: a file is needed"]
    with pytest.raises(SystemExit):
        main(["import", "x.csv", "--dry-run", "--timezone", "Mars"])


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("changed", "when"), [(99_999_999_999, "in the future"), (0, "before 1990")])
def test_a_file_whose_time_cannot_be_needs_an_instant(changed: int, when: str, capsys: Out) -> None:
    path = Path("leads.csv")
    path.write_text(GOOD, encoding="utf-8")
    os.utime(path, (changed, changed))
    words = ["import", "leads.csv", "--dry-run", "--model", "model.yaml"]
    assert main(words) == 2
    assert f"it was changed {when}: say --as-of DATE" in capsys.readouterr().err
    assert main([*words, "--as-of", "2026-03-01"]) == 0


@pytest.mark.usefixtures("home")
def test_a_header_alone_is_no_mistake(capsys: Out) -> None:
    assert tried("email,title\n") == 0
    assert "  title   trait title  (empty)" in (told := capsys.readouterr().out)
    assert told.endswith("There is no row under the header.\n")


@pytest.mark.slow
@pytest.mark.usefixtures("home")
def test_ten_thousand_bad_rows_are_all_reported(capsys: Out) -> None:
    rows = "".join(f"nobody {number}\n" for number in range(10_000))
    assert tried(f"email\n{rows}ada@x.no\n") == 1
    assert "Would be sent: 1 of 10,001 rows." in (told := capsys.readouterr().out)
    assert told.endswith("  10,000  email: not an email address\n")
    assert len(report()) == 10_000


@pytest.mark.slow
@pytest.mark.usefixtures("home")
def test_quotes_that_are_open_are_one_reason_in_the_summary_whatever_their_lines(capsys: Out) -> None:
    rows = "".join(f'a{number}@x.no,"CTO\n' for number in range(10_000))
    assert tried(f"email,title\nada@x.no,CTO\n{rows}") == 1
    told = capsys.readouterr().out
    assert "  9,999  a quote is followed by text, not by a separator, where it closes\n" in told
    assert told.endswith("      1  a quote is never closed\n")
    assert "the quote that opens on line 3 is followed" in report()[0]


@pytest.mark.slow
@pytest.mark.usefixtures("home")
def test_ten_thousand_columns_are_no_matter() -> None:
    names, cells = (",".join(f"{sign}{number}" for number in range(10_000)) for sign in "cv")
    assert tried(f"email,type,timestamp,{names}\nada@x.no,page.viewed,2025-01-01,{cells}\n", "--json") in (0, 1)


@pytest.mark.usefixtures("home")
def test_a_date_at_the_end_of_the_calendar_is_reported() -> None:
    assert tried("email,type,timestamp\nada@x.no,page.viewed,9999-12-31T23:59:59-14:00\n") == 1
    assert report() == ['2,timestamp,"no date, or not written as the others",9999-12-31T23:59:59-14:00']


@pytest.mark.usefixtures("home")
def test_many_reasons_are_cut_short(capsys: Out) -> None:
    rows = "".join(f"a{'@' * 2}b{',x' * number}\n" for number in range(1, 14))
    assert tried(f"email\nada@x.no\n{rows}") == 1
    assert capsys.readouterr().out.endswith("  and 3 other reasons\n")


BAD_ROWS: Mapping[str, tuple[str, list[str]]] = {
    "open quote": ('a@x.no,"CTO', ["2,,the quote that opens on line 2 is never closed,"]),
    "text behind a quote": (
        'a@x.no,"C"TO',
        ['2,,"the quote that opens on line 2 is followed by text, not by a separator, where it closes",'],
    ),
    "long cell": (f"a@x.no,{'x' * 5_000_000}", ['2,,"the row is longer than 1,000,000 characters",']),
    "longish cell": (f"a@x.no,{'x' * 10_001}", [f'2,title,"longer than 10,000 characters",{"x" * 199}…']),
    "formula": ("=cmd|'/C calc'!A0,x", ["2,email,not an email address,'=cmd|'/C calc'!A0"]),
    "NUL": ("a@x.no,C\0TO", ["2,title,holds a NUL character,CTO"]),
    "byte": ("å@x.no,C\udce9TO", ["2,title,holds a byte that is no text in the file's encoding,CTO"]),
    "few cells": ("a@x.no", ['2,,"1 cells, where the header has 2",']),
    "many cells": ("a@x.no,b,c", ['2,,"3 cells, where the header has 2",']),
}


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_reported_and_holds_up_no_other(case: str, capsys: Out) -> None:
    row, told = BAD_ROWS[case]
    assert tried(f"email,title\n{row}\nada@x.no,CTO\n") == 1
    assert "Would be sent: 1 of 2 rows." in capsys.readouterr().out
    assert report() == told


@pytest.mark.usefixtures("home")
def test_formulas_are_sent_as_the_text_that_they_are(capsys: Out) -> None:
    assert tried("email,title\nada@x.no,=1+1\n") == 0
    assert "=1+1\n" in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_the_reports_name_is_told(capsys: Out) -> None:
    assert tried("email\nx\n", "--report", "bad.csv") == 1
    assert "Cannot be used: 1; bad.csv says which" in capsys.readouterr().out
    assert Path("bad.csv").exists()
