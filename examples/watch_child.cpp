// Starts a program and records it until it ends: `example-watch-child RECORDING PROGRAM [ARGUMENT...]`.
// When the last watched process has ended, the sampler leaves the io_context without work, and run() returns.
#include <procmem/file_sink.hpp>
#include <procmem/sampler.hpp>

#include <iostream>
#include <system_error>

#include <boost/asio/io_context.hpp>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

pid_t start_program(char** command) {
  pid_t child = 0;
  if (const int failed = posix_spawnp(&child, command[0], nullptr, nullptr, command, environ); failed != 0)
    throw std::system_error(failed, std::generic_category(), command[0]);
  return child;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "usage: example-watch-child RECORDING PROGRAM [ARGUMENT...]\n";
    return 2;
  }
  const pid_t child = start_program(argv + 2);

  boost::asio::io_context io;
  procmem::Sampler sampler(io.get_executor(), {std::chrono::milliseconds(50)});
  sampler.watch(procmem::Process::open(child));
  sampler.add_sink(std::make_shared<procmem::FileSink>(argv[1], procmem::format_for_path(argv[1])));
  sampler.add_sink({}, [](const procmem::Event& event) {
    if (event.kind == procmem::EventKind::exited) std::cout << event.name << " has ended\n";
  });
  sampler.start();
  io.run();

  int status = 0;
  waitpid(child, &status, 0);
  std::cout << sampler.stats().samples << " samples in " << argv[1] << '\n';
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
} catch (const std::exception& error) {
  std::cerr << "example-watch-child: " << error.what() << '\n';
  return 1;
}
