"""The common source of recurrent needs: clusters in space and time, fixes that do not hold,
early warnings, topics."""

from commonhall.methods.sources.baselines import Baseline, early_warning
from commonhall.methods.sources.errors import SourceError
from commonhall.methods.sources.recurrence import Fix, Recurrence, recurrence_after_fix
from commonhall.methods.sources.scan import Cluster, Scan, Zones, circles, space_time_scan
from commonhall.methods.sources.topics import Topic, Topics, telling_words, topic_clusters
from commonhall.methods.sources.words import pieces, terms, words

__all__ = [
    "Baseline",
    "Cluster",
    "Fix",
    "Recurrence",
    "Scan",
    "SourceError",
    "Topic",
    "Topics",
    "Zones",
    "circles",
    "early_warning",
    "pieces",
    "recurrence_after_fix",
    "space_time_scan",
    "telling_words",
    "terms",
    "topic_clusters",
    "words",
]
