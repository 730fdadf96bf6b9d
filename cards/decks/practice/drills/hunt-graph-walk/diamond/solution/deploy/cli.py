"""`plan <manifest>`: what the command prints, and its exit code."""

from deploy import report
from deploy.errors import ManifestError
from deploy.manifest import read_manifest
from deploy.planner import deploy_order, deploy_waves

OK = 0
WRONG_MANIFEST = 2


def plan(text: str, *, in_waves: bool = False) -> tuple[int, str]:
    try:
        graph = read_manifest(text)
        if not in_waves:
            return OK, report.numbered(deploy_order(graph))
        found = deploy_waves(graph)
    except ManifestError as error:
        return WRONG_MANIFEST, str(error)
    return OK, f"{report.waves(found)}\n{report.summary(len(graph), found)}".strip()
