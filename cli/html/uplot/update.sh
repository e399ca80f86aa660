#!/bin/sh
# Copies uPlot anew from the package that package-lock.json names, whose hash npm holds it to.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts
cp node_modules/uplot/dist/uPlot.iife.min.js node_modules/uplot/dist/uPlot.min.css node_modules/uplot/LICENSE .
rm -r node_modules
