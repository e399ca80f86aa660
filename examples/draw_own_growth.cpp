// A program that draws how it grows: in the terminal, and as a picture for a bug report.
#include <procmem/background_sampler.hpp>
#include <procmem/growth.hpp>
#include <procmem/plot.hpp>
#include <procmem/replace_file.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

using std::chrono::milliseconds;

int main(int argc, char** argv) try {
  const std::string path = argc > 1 ? argv[1] : "own_growth.svg";

  // [draw]
  procmem::Curve curve;
  procmem::GrowthTracker growth;
  procmem::BackgroundSampler sampler({milliseconds(10)});
  sampler.watch(procmem::Process::self());
  // Runs on the sampler's thread; after stop() the two are ours again.
  sampler.add_sink([&curve, &growth](const procmem::Sample& sample) {
    if (sample.status.vm_rss) curve.add(sample.time, sample.status.vm_rss->count());
    growth.add(sample);
  });
  sampler.start();
  // [draw] end

  std::vector<std::string> kept;
  for (int i = 0; i < 100; ++i) {
    kept.emplace_back(200'000, 'x');
    std::this_thread::sleep_for(milliseconds(10));
  }
  sampler.stop();

  // [chart]
  procmem::Chart chart;
  chart.title = "My own VmRSS";
  chart.subtitle = procmem::explain(growth.report());
  chart.series.push_back({"VmRSS", curve, growth.report().rate});
  std::cout << procmem::draw_text(chart);
  procmem::replace_file(path, procmem::draw_svg(chart));
  // [chart] end
} catch (const std::exception& error) {
  std::cerr << "example-draw-own-growth: " << error.what() << '\n';
  return 1;
}
