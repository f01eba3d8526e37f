# Values of tests/kernels/test_hdbscan.py: Rscript tests/references/hdbscan.R
# R 4.2, dbscan 1.1-11, on two patterns of tests/kernels/patterns.py.
suppressMessages({library(dbscan); library(spatstat.data)})
number <- seq_len(62)
moved <- cbind(redwood$x * 1000 + 0.123 * (number %% 7), redwood$y * 1000 + 0.091 * (number %% 5))
i <- seq_len(120)
three <- cbind(c(200, 700, 460)[i %% 3 + 1] + 60 * sin(i * 1.37) * (i %% 11) / 5,
               c(300, 350, 800)[i %% 3 + 1] + 60 * cos(i * 2.11) * (i %% 13) / 6)
cat("moved 4:", hdbscan(moved, minPts = 4)$cluster, "\n")
for (k in c(4, 8)) cat("three", k, ":", hdbscan(three, minPts = k)$cluster, "\n")
