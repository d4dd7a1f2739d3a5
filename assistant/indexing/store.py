"""Whole reports and the places of their passages, in SQLite; a live file is opened read-only and never written."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.errors import IndexMissing
from assistant.indexing.generations import REBUILD
from assistant.types import Entry, Heading, Origin, Page, Passage, Report

FILE = "reports.sqlite"
_RECENT_REPORTS = 128

_TABLES = """
create table reports (id text primary key, sha256 text, title text, date text, text text, pages text, metadata text,
                      headings text, body integer, origins text, part_of text, notes text, kind text,
                      digest text);
create table passages (row integer primary key, id text, report_id text, start integer, "end" integer, heading text,
                       page integer, key text, speaker text);
create unique index passage_ids on passages (id);
create index passages_of_report on passages (report_id);
create table also_at (path text primary key, report_id text);
create index also_at_reports on also_at (report_id);
create table signatures (body text primary key, shingles integer, signature blob);
create table copies (report_id text primary key, group_id text);
create index copy_groups on copies (group_id);
create index parts_of_reports on reports (part_of) where part_of <> '';
"""


class ReportWriter:
    """Fills the database of a new generation."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / FILE)
        self._database.executescript(_TABLES)

    def add_report(self, report: Report) -> None:
        """Store a report whole."""
        values = (
            report.id,
            report.sha256,
            report.title,
            report.date,
            report.text,
            json.dumps([(page.number, page.start, page.end) for page in report.pages]),
            json.dumps(dict(report.metadata)),
            json.dumps([(heading.start, heading.end) for heading in report.headings]),
            report.body,
            json.dumps({name: (origin.where, origin.sure) for name, origin in report.origins.items()}),
            report.part_of,
            json.dumps(report.notes),
            report.kind,
        )
        marks = ",".join("?" * (len(values) + 1))
        self._database.execute(f"insert into reports values ({marks})", (*values, _digest(values)))  # noqa: S608
        self._database.executemany("insert into also_at values (?,?)", ((path, report.id) for path in report.also_at))

    def add_passages(self, first_row: int, passages: Sequence[Passage], keys: Sequence[str]) -> None:
        """Store where passages stand, rows from `first_row` on, and the keys of their vectors."""
        self._database.executemany(
            "insert into passages values (?,?,?,?,?,?,?,?,?)",
            (
                (row, one.id, one.report_id, one.start, one.end, one.heading, one.page, key, one.speaker)
                for row, (one, key) in enumerate(zip(passages, keys, strict=True), first_row)
            ),
        )

    def close(self) -> None:
        """Commit everything to the disk."""
        self._database.commit()
        self._database.close()


def _digest(values: Sequence[object]) -> str:
    """The sha256 of a report's stored values: nothing is quoted from a text that the disk has damaged."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


class ReportReader:
    """The reports and passages of a live generation; usable from several threads."""

    def __init__(self, folder: Path) -> None:
        # A live generation is never edited, so no lock and no journal is needed, even on a read-only disk.
        self._folder = folder
        address = f"{(folder / FILE).absolute().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self._recent = lru_cache(_RECENT_REPORTS)(self._load)

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        try:
            with self._lock:
                return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, what: str) -> IndexMissing:
        return IndexMissing(f"{self._folder / FILE} is damaged ({what}). {REBUILD}")

    def report_ids(self) -> list[str]:
        """Every report id, sorted."""
        return [row[0] for row in self._rows("select id from reports order by id")]

    def report_numbers(self) -> list[int]:
        """The number of each row's report, reports counted from 0 in row order."""
        numbers: dict[str, int] = {}
        rows = self._rows("select report_id from passages order by row")
        return [numbers.setdefault(report_id, len(numbers)) for (report_id,) in rows]

    def report(self, report_id: str) -> Report | None:
        """A report whole, asked for by any of its paths, or None when the generation does not hold it."""
        found = self._recent(report_id)
        if found is None:
            known = self._rows("select report_id from also_at where path = ?", (report_id,))
            found = self._recent(known[0][0]) if known else None
        return found

    def _load(self, report_id: str) -> Report | None:
        rows = self._rows("select * from reports where id = ?", (report_id,))
        if not rows:
            return None
        *values, digest = rows[0]
        if _digest(values) != digest:
            raise self._damaged(f"the report {report_id} is not as it was stored")
        key, sha256, title, date, text, pages, metadata, headings, body, origins, part_of, notes, kind = values
        return Report(
            id=key,
            sha256=sha256,
            title=title,
            date=date,
            text=text,
            pages=tuple(Page(*page) for page in json.loads(pages)),
            metadata=json.loads(metadata),
            headings=tuple(Heading(*heading) for heading in json.loads(headings)),
            body=body,
            also_at=tuple(
                path for (path,) in self._rows("select path from also_at where report_id = ? order by path", (key,))
            ),
            origins={name: Origin(*origin) for name, origin in json.loads(origins).items()},
            part_of=part_of,
            notes=tuple(json.loads(notes)),
            kind=kind,
        )

    def parts_of(self, report_id: str) -> list[str]:
        """The ids of the reports that are attached to a report, directly or to one that is, in the order read."""
        query = """with recursive found(id) as (select ? union all
                     select reports.id from reports join found on part_of = found.id where part_of <> '')
                   select id from reports where id in found and id <> ? order by rowid"""
        return [row[0] for row in self._rows(query, (report_id, report_id))]

    def copies_of(self, report_id: str) -> tuple[str, ...]:
        """The other reports of the copy group that a report belongs to, sorted; () when it is the only one."""
        query = """select other.report_id from copies one join copies other on other.group_id = one.group_id
                   where one.report_id = ? and other.report_id <> one.report_id order by other.report_id"""
        return tuple(row[0] for row in self._rows(query, (report_id,)))

    def signature(self, body: str) -> tuple[int, bytes] | None:
        """How many shingles a text has and its signature, by its key in assistant/indexing/copies.py, or None."""
        rows = self._rows("select shingles, signature from signatures where body = ?", (body,))
        return rows[0] if rows else None

    def catalogue(self) -> list[tuple[str, str, str, str]]:
        """(id, title, date, sha256) of every report, sorted by id."""
        return self._rows("select id, title, date, sha256 from reports order by id")

    def entries(self) -> list[Entry]:
        """What a list of reports says of each, in row order, passages of a report following each other."""
        query = """select one.id, one.title, one.date, one.metadata, coalesce(characters, 0), coalesce(many, 0), part_of
                   from reports as one left join (select report_id, min(row) as first, max("end") as characters,
                                                         count(*) as many from passages group by report_id) as found
                   on one.id = found.report_id order by first is null, first, one.id"""
        return [
            Entry(key, title, date, json.loads(metadata), *counts)
            for key, title, date, metadata, *counts in self._rows(query)
        ]

    def copy_groups(self) -> dict[str, str]:
        """The group of each report that is a near-copy of another."""
        return dict(self._rows("select report_id, group_id from copies order by report_id"))

    def passage_ids(self) -> list[str]:
        """Passage ids by row."""
        return [row[0] for row in self._rows("select id from passages order by row")]

    def keys(self) -> dict[str, int]:
        """The row whose vector has this key, for every key."""
        return dict(self._rows("select key, row from passages order by row desc"))

    def rows(self, passage_ids: Sequence[str]) -> list[int]:
        """The rows of these passages, in the order given; unknown ids are left out."""
        found = (self._rows("select row from passages where id = ?", (one,)) for one in passage_ids)
        return [rows[0][0] for rows in found if rows]

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of these rows, in the order given."""
        query = """select id, report_id, start, "end", heading, page, speaker from passages where row = ?"""
        return [self._passage(*self._rows(query, (row,))[0]) for row in rows]

    def passages_of(self, report_id: str) -> list[tuple[Passage, str]]:
        """The passages of a report in order, each with the key of its vector."""
        query = """select key, id, report_id, start, "end", heading, page, speaker from passages where report_id = ?
                   order by row"""
        return [(self._passage(*values), key) for key, *values in self._rows(query, (report_id,))]

    def passages_in(self, report_id: str) -> int:
        """How many passages a report has, 0 when the generation does not hold it under this id."""
        return int(self._rows("select count(*) from passages where report_id = ?", (report_id,))[0][0])

    def every_passage(self) -> Iterator[Passage]:
        """Every passage, in row order; of each report one read is enough, as its passages follow each other."""
        query = """select id, report_id, start, "end", heading, page, speaker from passages order by row"""
        for row in self._rows(query):
            yield self._passage(*row)

    def _passage(self, key: str, report_id: str, start: int, end: int, *about: Any) -> Passage:
        report = self.report(report_id)
        if report is None:
            raise self._damaged(f"passage {key} belongs to no report")
        return Passage(key, report_id, start, end, report.text[start:end], *about)

    def check(self) -> str:
        """What is wrong with the file, "" when nothing is."""
        try:
            verdict = str(self._rows("pragma quick_check")[0][0])
        except IndexMissing as error:
            return str(error)
        return "" if verdict == "ok" else verdict

    def close(self) -> None:
        """Close the file."""
        self._database.close()
