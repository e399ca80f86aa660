// The bodies that the guard was developed on.
#include <cstdlib>
#include <locale>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <dlfcn.h>

#include "guard/bodies.hpp"

namespace {

std::function<void()> malloc_churn(unsigned seed) {
  return [random = Random(seed), blocks = std::vector<void*>(200)]() mutable {
    for (int i = 0; i < 50; ++i) {
      void*& block = blocks[below(random, blocks.size())];
      std::free(block);
      block = std::malloc(1 + below(random, 4000));
    }
    for (void*& block : blocks) std::free(std::exchange(block, nullptr));
  };
}

std::function<void()> vector_growth(unsigned seed) {
  return [random = Random(seed), values = std::vector<int>()]() mutable {
    values.resize(below(random, 20'000));
    if (below(random, 4) == 0) values.shrink_to_fit();
  };
}

std::function<void()> strings(unsigned seed) {
  return [random = Random(seed)]() mutable {
    std::string text;
    for (int i = 0; i < 20; ++i) text += std::string(below(random, 100), 'x') + std::to_string(i);
  };
}

std::function<void()> regexes(unsigned seed) {
  return [random = Random(seed)]() mutable {
    const std::regex pattern("(a|b)*c{1," + std::to_string(2 + below(random, 3)) + "}[d-f]+");
    std::smatch match;
    const std::string text = std::string(below(random, 40), 'a') + "ccdef";
    std::regex_search(text, match, pattern);
  };
}

std::function<void()> iostreams(unsigned seed) {
  return [random = Random(seed)]() mutable {
    std::ostringstream out;
    for (int i = 0; i < 10; ++i) out << below(random, 1000) << ' ' << 0.5 * i << '\n';
    std::istringstream in(out.str());
    double sum = 0;
    for (double value = 0; in >> value;) sum += value;
    if (sum < 0) std::abort();
  };
}

std::function<void()> threads(unsigned seed) {
  return [random = Random(seed)]() mutable {
    const std::size_t size = 1 + below(random, 5000);
    std::thread([size] { const std::string text(size, 'x'); }).join();
  };
}

std::function<void()> locales(unsigned) {
  return [] {
    std::ostringstream out;
    out.imbue(std::locale("C.UTF-8"));
    out << 1234.5;
    const std::string upper = [] {
      std::string text = "first use";
      std::use_facet<std::ctype<char>>(std::locale()).toupper(text.data(), text.data() + text.size());
      return text;
    }();
  };
}

std::function<void()> first_uses(unsigned seed) {
  // Forty things that are set up when they are first asked for, and kept.
  return [random = Random(seed), kept = std::vector<std::string>(40)]() mutable {
    std::string& one = kept[below(random, kept.size())];
    if (one.empty()) one.assign(100 + below(random, 2000), 'x');
  };
}

std::function<void()> libraries(unsigned) {
  return [] {
    if (void* const library = ::dlopen("libresolv.so.2", RTLD_NOW | RTLD_LOCAL)) ::dlclose(library);
  };
}

std::function<void()> exceptions(unsigned seed) {
  return [random = Random(seed)]() mutable {
    try {
      throw std::runtime_error(std::string(below(random, 300), 'x'));
    } catch (const std::exception&) {
    }
  };
}

template <std::size_t Size>
std::function<void()> leak_beside_strings(unsigned seed) {
  return [work = strings(seed)] {
    work();
    leak_block(Size);
  };
}

std::function<void()> page_beside_strings(unsigned seed) {
  return [work = strings(seed)] {
    work();
    leak_page_every_100_calls();
  };
}

}  // namespace

std::vector<Body> development_bodies() {
  return {{"malloc churn", malloc_churn, false, false},
          {"vector growth and shrink", vector_growth, false, false},
          {"strings", strings, false, false},
          {"regex", regexes, false, false},
          {"iostream", iostreams, false, false},
          {"threads started and joined", threads, false, false},
          {"locale", locales, false, false},
          {"forty first uses", first_uses, false, false},
          {"dlopen and dlclose", libraries, false, false},
          {"exceptions", exceptions, false, false},
          {"16 bytes a call", leak_beside_strings<16>, true, true},
          {"64 bytes a call", leak_beside_strings<64>, true, true},
          {"1024 bytes a call", leak_beside_strings<1024>, true, true},
          {"a page every 100 calls", page_beside_strings, true, false}};
}
