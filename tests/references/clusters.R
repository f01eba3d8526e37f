# Values of tests/kernels/test_clusters.py: Rscript tests/references/clusters.R
# R 4.2, dbscan 1.1-11, on the pattern of point_patterns.R
suppressMessages({library(dbscan); library(spatstat.data)})
number <- seq_len(62)
m <- cbind(redwood$x * 1000 + 0.123 * (number %% 7), redwood$y * 1000 + 0.091 * (number %% 5))
for (e in c(40, 60, 80)) { d <- dbscan(m, eps = e, minPts = 4); cat(e, d$cluster, "\n") }
