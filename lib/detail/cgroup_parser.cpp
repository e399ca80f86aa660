#include "detail/cgroup_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include <procmem/error.hpp>

#include "detail/number.hpp"
#include "detail/text_lines.hpp"

namespace procmem::detail {
namespace {

/// Cuts `text` at the first separator and returns what stands before it; all of it if there is none.
std::string_view take_until(std::string_view& text, char separator) noexcept {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

bool lists(std::string_view items, std::string_view wanted) noexcept {
  while (!items.empty())
    if (take_until(items, ',') == wanted) return true;
  return false;
}

bool is_number(std::string_view digits) noexcept {
  std::uint64_t value = 0;
  return parse_number(digits, std::numeric_limits<std::uint64_t>::max(), value) == std::errc();
}

/// A group's path, taken apart: so many steps up from the namespace's root, then down by these names.
struct GroupPath {
  std::size_t up = 0;
  std::vector<std::string_view> names;
};

std::optional<GroupPath> parse_path(std::string_view text) {
  if (text.empty() || text.front() != '/') return std::nullopt;
  text.remove_prefix(1);
  GroupPath path;
  while (!text.empty()) {
    const bool last = text.find('/') == std::string_view::npos;
    const std::string_view name = take_until(text, '/');
    if (name.empty() || name == "." || (!last && text.empty())) return std::nullopt;
    if (name != "..")
      path.names.push_back(name);
    else if (path.names.empty())
      ++path.up;
    else
      return std::nullopt;
  }
  return path;
}

std::string join(const GroupPath& path, std::size_t first, std::size_t end) {
  std::string text;
  for (std::size_t i = first; i < end; ++i) text.append(1, '/').append(path.names[i]);
  return text;
}

std::string group_name(const GroupPath& path, std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < path.up; ++i) text += "/..";
  text += join(path, 0, depth);
  return text.empty() ? "/" : text;
}

bool is_octal(char c) noexcept {
  return c >= '0' && c <= '7';
}

/// Undoes \040 and its like. \return false at a backslash that begins none.
bool unescape(std::string_view text, std::string& plain) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      plain += text[i];
      continue;
    }
    const std::string_view code = text.substr(i + 1, 3);
    if (code.size() != 3 || !std::all_of(code.begin(), code.end(), is_octal) || code[0] > '3') return false;
    plain += static_cast<char>((code[0] - '0') * 64 + (code[1] - '0') * 8 + (code[2] - '0'));
    i += 3;
  }
  return true;
}

/// "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:9 - cgroup cgroup rw,memory"
struct MountLine {
  std::string_view root;
  std::string_view point;
  std::string_view type;
  std::string_view options;
};

std::optional<MountLine> parse_mount_line(std::string_view line) noexcept {
  MountLine mount;
  const std::string_view id = take_until(line, ' ');
  const std::string_view parent = take_until(line, ' ');
  std::string_view minor = take_until(line, ' ');
  const std::string_view major = take_until(minor, ':');
  if (!is_number(id) || !is_number(parent) || !is_number(major) || !is_number(minor)) return std::nullopt;
  mount.root = take_until(line, ' ');
  mount.point = take_until(line, ' ');
  if (mount.root.empty() || mount.point.empty() || mount.point.front() != '/') return std::nullopt;
  while (take_until(line, ' ') != "-")  // this mount's options, then its tags
    if (line.empty()) return std::nullopt;
  mount.type = take_until(line, ' ');
  take_until(line, ' ');  // the source, which may be empty
  mount.options = line;
  return mount.type.empty() || line.empty() ? std::nullopt : std::optional(mount);
}

int version_of(const MountLine& mount) noexcept {
  if (mount.type == "cgroup2") return 2;
  return mount.type == "cgroup" && lists(mount.options, "memory") ? 1 : 0;
}

/// "4:memory:/a": the hierarchy's number, its controllers, the group.
std::error_code take_group_line(std::string_view line, std::optional<MemoryGroup>& v1,
                                std::optional<MemoryGroup>& v2) {
  const std::size_t colons = static_cast<std::size_t>(std::count(line.begin(), line.end(), ':'));
  const std::string_view number = take_until(line, ':');
  const std::string_view controllers = take_until(line, ':');
  if (colons < 2 || !is_number(number) || !parse_path(line)) return Errc::malformed_line;
  const bool is_v2 = number == "0" && controllers.empty();
  if (!is_v2 && !lists(controllers, "memory")) return {};
  std::optional<MemoryGroup>& group = is_v2 ? v2 : v1;
  if (group) return Errc::duplicate_key;
  group = MemoryGroup{is_v2 ? 2 : 1, std::string(line)};
  return {};
}

}  // namespace

MemoryGroup parse_memory_group(std::string_view text, ParseFault& fault) {
  fault = {};
  std::optional<MemoryGroup> v1;
  std::optional<MemoryGroup> v2;
  TextLines lines(text);
  std::string_view line;
  while (lines.next(line)) {
    const std::error_code code = take_group_line(line, v1, v2);
    if (!code) continue;
    fault = {code, lines.number(), {}};
    return {};
  }
  if (lines.cut()) {
    fault = {Errc::incomplete, lines.number() + 1, {}};
    return {};
  }
  return v1 ? *v1 : v2.value_or(MemoryGroup());
}

std::vector<GroupMount> parse_group_mounts(std::string_view text, ParseFault& fault) {
  fault = {};
  std::vector<GroupMount> mounts;
  TextLines lines(text);
  std::string_view line;
  while (lines.next(line)) {
    const std::optional<MountLine> parsed = parse_mount_line(line);
    const int version = parsed ? version_of(*parsed) : 0;
    if (parsed && version == 0) continue;
    GroupMount mount{version, {}, {}};
    if (!parsed || !unescape(parsed->root, mount.root) || !unescape(parsed->point, mount.point)) {
      fault = {Errc::malformed_line, lines.number(), {}};
      return {};
    }
    mounts.push_back(std::move(mount));
  }
  if (!lines.cut()) return mounts;
  fault = {Errc::incomplete, lines.number() + 1, {}};
  return {};
}

std::vector<GroupDirectory> group_directories(const GroupMount& mount, const std::string& group) {
  const std::optional<GroupPath> root = parse_path(mount.root);
  const std::optional<GroupPath> path = parse_path(group);
  // Two paths that leave the namespace by as many steps are relative to the same group.
  if (!root || !path || root->up != path->up || root->names.size() > path->names.size() ||
      !std::equal(root->names.begin(), root->names.end(), path->names.begin()))
    return {};
  const std::string point = mount.point == "/" ? "" : mount.point;
  std::vector<GroupDirectory> directories;
  for (std::size_t depth = path->names.size() + 1; depth-- > root->names.size();)
    directories.push_back({group_name(*path, depth), point + join(*path, root->names.size(), depth)});
  return directories;
}

std::vector<std::vector<GroupDirectory>> group_views(const std::vector<GroupMount>& mounts,
                                                     const MemoryGroup& group) {
  std::vector<std::vector<GroupDirectory>> views;
  for (auto mount = mounts.rbegin(); mount != mounts.rend(); ++mount) {
    if (mount->version != group.version) continue;
    std::vector<GroupDirectory> view = group_directories(*mount, group.path);
    if (!view.empty()) views.push_back(std::move(view));
  }
  std::stable_sort(views.begin(), views.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return views;
}

}  // namespace procmem::detail
