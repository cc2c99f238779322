"""Topics: ours beside scikit-learn's usual pipeline (tf–idf, truncated SVD, k-means).

.venv-peers/bin/python -m benchmarks.peers.sources
"""

from __future__ import annotations

import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

from benchmarks.sources import sayings
from commonhall.methods.sources import topic_clusters


def main() -> None:
    texts = sayings(np.random.default_rng(1), 10_000)
    topic_clusters(texts[:200], 12)
    started = time.perf_counter()
    ours = topic_clusters(texts, 12)
    own = time.perf_counter() - started
    started = time.perf_counter()
    table = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), min_df=2).fit_transform(texts)
    points = normalize(TruncatedSVD(100, random_state=0).fit_transform(table))
    theirs = KMeans(12, n_init=8, random_state=0).fit_predict(points)
    peer = time.perf_counter() - started
    agreed = adjusted_rand_score(theirs, ours.of)
    print("10,000 texts into 12 topics")
    print(f"  ours, with the words that name each   {own:7.2f} s")
    print(f"  scikit-learn, clusters only           {peer:7.2f} s   {peer / own:5.2f}×")
    print(f"  same clusters: {'yes' if agreed > 0.999 else 'NO'} (adjusted Rand {agreed:.3f})")


if __name__ == "__main__":
    main()
