"""What differs between databases, one file each; add one by writing its templates."""

from __future__ import annotations

from anxin.decisions.columnar.dialects.base import DateMoving, Dialect, EvidenceHolding
from anxin.decisions.columnar.dialects.clickhouse import ClickHouse
from anxin.decisions.columnar.dialects.duckdb import DuckDB
from anxin.decisions.columnar.dialects.postgresql import PostgreSQL
from anxin.decisions.columnar.dialects.spark import Spark
from anxin.decisions.columnar.dialects.sqlite import SQLite

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in (SQLite(), PostgreSQL(), DuckDB(), ClickHouse(), Spark())
}

__all__ = ["DIALECTS", "DateMoving", "Dialect", "EvidenceHolding"]
