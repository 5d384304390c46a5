"""Alert rules name metrics that exist, and the page for the night names every alert."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from watch import metrics
from watch.live import LiveCollector

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

MONITORING = Path(__file__).resolve().parents[2] / "infra"
SUFFIXES = re.compile(r"_(bucket|count|sum|total)$")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((MONITORING / "monitoring/alerts.yml").read_text())
    assert set(groups) == {"groups"}
    return [rule for group in groups["groups"] for rule in group["rules"]]


def known() -> set[str]:
    own = {metric._name for metric in vars(metrics).values() if hasattr(metric, "_labelnames")}
    live = {family.name for family in LiveCollector().collect()}
    return own | live | {"burmistr_pulse_seconds"}


def test_each_rule_has_the_shape_that_prometheus_reads():
    for rule in rules():
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}, rule
        assert {"alert", "expr", "labels", "annotations"} <= set(rule), rule
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert re.fullmatch(r"\d+[smh]", rule.get("for", "0s")), rule
        assert rule["expr"].count("(") == rule["expr"].count(")"), rule
        assert rule["annotations"]["summary"]


def test_rules_ask_only_for_metrics_that_exist(db: None):
    for rule in rules():
        for name in re.findall(r"burmistr_\w+", rule["expr"]):
            assert SUFFIXES.sub("", name) in known(), name
        for word in re.findall(r"(?:by|, ?) ?\((\w+(?:, ?\w+)*)\)", rule["expr"]):
            assert "tenant" not in word


def test_the_page_for_the_night_knows_every_alert():
    page = (MONITORING / "monitoring.md").read_text()
    for rule in rules():
        assert f"| {rule['alert']} |" in page, rule["alert"]


def test_the_web_servers_own_lines_go_through_our_formatter():
    config = json.loads((MONITORING / "monitoring/granian-log.json").read_text())
    assert config["formatters"]["line"]["()"] == "watch.lines.formatter"
