"""The HTML report as its readers meet it: in a browser. usage: report_test.py PROCMEM-CLI [FOLDER FOR PICTURES]"""

import datetime
import json
import math
import os
import subprocess
import sys
import tempfile
import unittest

from browser import Browser

CLI = sys.argv[1]
PICTURES = sys.argv[2] if len(sys.argv) > 2 else None
BEGIN = 1795436998  # 2026-11-23T12:29:58Z
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&\u202e\\"


class Recording:
    """Made up: a sample every `interval` seconds, in KiB."""

    def __init__(self, path, interval=1.0):
        self.path, self.interval = path, interval
        self.file = open(path, "w", encoding="utf-8", errors="surrogateescape")

    def stamp(self, i):
        at = BEGIN + i * self.interval
        time = datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return {"time": time, "monotonic_ns": round(1e12 + i * self.interval * 1e9)}

    def write(self, kind, i, **rest):
        self.file.write(json.dumps({"type": kind, **self.stamp(i), **rest}, ensure_ascii=False) + "\n")

    def begin(self, pid, name, limit=None):
        known = {"limit_bytes": limit, "limit_source": "cgroup v2 /made/up", "limit_bounds": "vm_rss"} if limit else {}
        self.write("header", 0, procmem=1, interval_ns=round(self.interval * 1e9), boot_id="", pid=pid, name=name, start_ticks=1,
                   fields=["vm_rss_bytes"], **known)

    def event(self, i, kind, pid, name, **rest):
        self.write("event", i, event=kind, pid=pid, name=name, **rest)

    def sample(self, i, pid, kib, threads=4):
        anon = int(kib) * 1024
        rss = anon + 3072 * 1024
        self.write("sample", i, pid=pid, missed=0, vm_rss_bytes=rss, vm_size_bytes=rss + 2**26, rss_anon_bytes=anon,
                   rss_file_bytes=3072 * 1024, rss_shmem_bytes=0, vm_data_bytes=anon + 2**25, vm_swap_bytes=0, threads=threads)

    def end(self):
        self.file.close()
        return self.path


def noise(i):
    return 40 * math.sin(i * 12.9898) + 25 * math.sin(i * 78.233)


def leaking(path, samples=6000, name="made-up"):
    recording = Recording(path)
    recording.begin(812, name, limit=2**29)
    recording.event(0, "joined", 812, name, start_ticks=1)
    for i in range(samples):
        if not samples // 3 < i < samples // 3 + 400:
            recording.sample(i, 812, 66000 + i * 0.6 + noise(i) + (9000 if i in (1000, 1001) else 0), 4 + (i > 2000))
        if i == 1500:
            recording.event(i, "mark", 812, name, text="the load begins " + HOSTILE)
    recording.event(samples, "exited", 812, name)
    return recording.end()


def several(path, names):
    recording = Recording(path, interval=2)
    recording.begin(100, names[0])
    for place, name in enumerate(names):
        recording.event(0, "joined", 100 + place, name, start_ticks=1 + place)
    for i in range(1500):
        for place in range(len(names)):
            growth = {1: 4.0, 3: 1.0}.get(place, 0)
            recording.sample(i, 100 + place, 20000 * (1 + place % 4) + growth * i + noise(i + 7 * place))
    return recording.end()


def report(*arguments):
    return subprocess.run([CLI, "report", *arguments], check=True, capture_output=True, text=True).stdout


class HtmlReport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.browser = Browser(1280, 900)
        cls.one = leaking(cls.path("one.jsonl"))
        report(cls.one, "--html", cls.path("one.html"))

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    def show(self, name, **how):
        """Opens it; no message on the console, and nothing is asked for but the file itself."""
        self.browser.emulate(**{"width": 1280, **how})
        self.browser.log("browser")
        self.browser.requests()
        self.browser.open(self.path(name))

    def require_silence(self):
        self.assertEqual([entry["message"] for entry in self.browser.log("browser")], [])
        self.assertEqual([url for url in self.browser.requests() if not url.startswith(("file:", "data:"))], [])

    def shown(self):
        return self.browser.run("const m = document.querySelector('#when').textContent; return m")

    def plot(self):
        """Where the curves are drawn, in the visible part of the page."""
        return self.browser.run("const o = document.querySelector('.u-over'); o.scrollIntoView({block: 'center'});"
                                "const b = o.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]")

    def ticks(self):
        """Something that changes with the part of the time that is shown: the picture itself."""
        return self.browser.run("return document.querySelector('#chart canvas').toDataURL()")

    def test_its_figures_are_those_of_the_json_report(self):
        for extra in ([], ["--metric", "threads"], ["--to", "2026-11-23T12:30:08Z"]):
            report(self.one, "--html", self.path("same.html"), *extra)
            expected = json.loads(report(self.one, "--json", *extra))
            self.show("same.html")
            self.assertEqual(json.loads(self.browser.run("return document.querySelector('#json').textContent")), expected)
            figures = self.browser.run("return [...document.querySelectorAll('data')].map((d) => [d.dataset.key, d.value, d.textContent])")
            self.assertGreater(len(figures), 5)
            for key, value, text in figures:
                self.assertEqual(float(value), float(expected[key]), key)
                self.assertTrue(text)
            self.assertIn(expected["sentence"], self.browser.run("return document.body.innerText"))

    def test_a_leak_is_told_first_with_its_rate_as_people_read_it(self):
        self.show("one.html")
        expected = json.loads(report(self.one, "--json"))
        self.assertEqual(self.browser.run("return document.querySelector('h1').innerText.trim()"), "▲Leaking")
        rate = self.browser.run("return document.querySelector('data[data-key=rate_bytes_per_hour]').textContent")
        self.assertEqual(rate, f"+{expected['rate_bytes_per_hour'] / 2**20:.2f} MiB/h")
        self.require_silence()

    def test_a_click_a_drag_the_wheel_and_the_keys_show_another_part(self):
        self.show("one.html")
        left, top, width, height = self.plot()
        whole = self.ticks()
        self.browser.click("#zoom-in")
        closer = self.ticks()
        self.assertNotEqual(closer, whole)
        self.browser.click("#whole")
        self.assertEqual(self.ticks(), whole)
        y = top + height / 2
        self.browser.pointer(("move", left + width * 0.2, y), ("down",), ("move", left + width * 0.4, y), ("up",))
        self.assertNotEqual(self.ticks(), whole)
        self.browser.pointer(("move", left + 5, y))
        first = self.shown()
        self.assertRegex(first, r"2026-11-23 \d\d:\d\d:\d\d UTC[+-]\d\d:\d\d")
        self.browser.run("document.querySelector('#chart').focus()")
        self.browser.press("0")
        self.browser.wheel(left + width / 2, y, -300)
        self.assertNotEqual(self.ticks(), whole)
        self.browser.press("0")
        self.browser.press("+")
        self.browser.press("Shift", "Right")
        self.assertNotEqual(self.ticks(), whole)
        self.browser.press("Escape")
        self.require_silence()

    def test_pointing_and_arrow_keys_tell_the_values(self):
        self.show("one.html")
        left, top, width, height = self.plot()
        self.browser.pointer(("move", left + width / 2, top + height / 2))
        value = self.browser.until("return document.querySelector('#values td.value').textContent")
        self.assertRegex(value, r"^6\d\.\d\d MiB")
        before = self.shown()
        self.browser.run("document.querySelector('#chart').focus()")
        self.browser.press("Right")
        self.assertNotEqual(self.shown(), before)
        self.assertIn("MiB", self.browser.run("return document.querySelector('#spoken').textContent"))

    def test_the_peak_of_two_samples_survives(self):
        data = json.loads(self.page("one.html").split('id="data">')[1].split("</script>")[0])
        judged = data["series"][0]["figures"]["judged"]
        value, peak = 0, 0
        for step in judged["high"]:
            value += step or 0
            peak = max(peak, value)
        self.assertEqual(peak * judged["scale"], json.loads(report(self.one, "--json"))["peak_bytes"])

    def test_figures_and_axes_can_be_chosen(self):
        self.show("one.html")
        rows = "return document.querySelectorAll('#values tbody tr').length"
        self.assertEqual(self.browser.run(rows), 1)
        self.browser.run("for (const box of document.querySelectorAll('#fields input:not(:checked)')) box.click()")
        self.assertGreater(self.browser.run(rows), 7)
        self.assertIn("not at zero", self.browser.run("document.querySelector('#whole').click();"
                                                      "for (const box of document.querySelectorAll('#fields input:checked')) box.click();"
                                                      "document.querySelector('#fields input').click();"
                                                      "return new Promise((r) => setTimeout(() => r(document.querySelector('#axis-note').textContent), 100))"))
        self.browser.click("#from-zero")
        self.assertEqual(self.browser.until("return document.querySelector('#axis-note').textContent === ''"), True)
        self.browser.click("#show-limit")
        self.browser.click("#show-trend")
        self.require_silence()

    def page(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def test_no_name_or_mark_becomes_markup(self):
        hostile = HOSTILE + "\udcff" + "<!--{{data}}"
        several(self.path("hostile.jsonl"), ["plain", hostile, "\udcff\udcfe", "]]>", "<script>alert(1)</script>"])
        report(self.path("hostile.jsonl"), "--html", self.path("hostile.html"))
        self.show("hostile.html")
        self.assertEqual(self.browser.run("return document.querySelectorAll('script').length"), 2)
        self.assertEqual(self.browser.run("return document.querySelectorAll('img').length"), 1)
        self.assertIn("<script>alert(1)", self.browser.run("return document.body.innerText"))
        self.require_silence()
        self.show("one.html")
        self.assertIn("onerror", self.browser.run("return document.querySelector('section[aria-label=Events]').innerText"))
        self.require_silence()

    def test_several_processes_are_ranked_and_charted_together(self):
        several(self.path("many.jsonl"), [f"worker-{i}" for i in range(12)])
        report(self.path("many.jsonl"), "--html", self.path("many.html"))
        self.show("many.html")
        self.assertIn("worker-1 ", self.browser.run("return document.querySelector('tbody tr').innerText"))
        expected = json.loads(report(self.path("many.jsonl"), "--json"))
        leaking_ones = sum(one["verdict"] == "leaking" for one in expected["series"])
        self.assertIn(f"{leaking_ones} leaking", self.browser.run("return document.querySelector('.sentence').textContent"))
        self.assertEqual(self.browser.run("return document.querySelectorAll('#values tbody tr').length"), 8)
        sections = self.browser.run("return [...document.querySelectorAll('section.series')].map((s) => [s.getAttribute('aria-label'),"
                                    "[...s.querySelectorAll('data')].map((d) => [d.dataset.key, d.value])])")
        self.assertEqual(len(sections), 12)
        for who, figures in sections:
            one = next(one for one in expected["series"] if f"{one['name']} (pid {one['pid']})" == who)
            for key, value in figures:
                self.assertEqual(float(value), float(one[key]), (who, key))
        self.browser.click("#elapsed")
        self.require_silence()

    def test_a_name_in_the_ranking_leads_to_its_figures(self):
        several(self.path("link.jsonl"), ["steady", "growing"])
        report(self.path("link.jsonl"), "--html", self.path("link.html"))
        self.show("link.html")
        is_open = "return document.querySelector('section[aria-label^=steady] details').open"
        self.assertFalse(self.browser.run(is_open))
        self.browser.click(".ranking tbody tr:nth-child(2) a")
        self.assertTrue(self.browser.until(is_open))
        self.require_silence()

    def test_a_mark_tells_the_growth_after_it(self):
        self.show("one.html")
        mark = json.loads(report(self.one, "--json"))["marks"][0]
        row = self.browser.run("return document.querySelector(\"section[aria-label='Marks and phases'] tbody tr\").innerText")
        self.assertIn(mark["text"].split("<")[0], row)
        self.assertIn(f"+{mark['growth_bytes'] / 2**20:.2f} MiB", row)

    def test_the_policy_stops_a_script_and_a_request(self):
        self.show("one.html")
        self.assertIsNone(self.browser.run("const s = document.createElement('script'); s.textContent = 'window.evil = 1';"
                                           "document.body.append(s); return window.evil"))
        self.browser.run("window.tried = null; fetch('http://127.0.0.1:9/').then(() => { window.tried = 'done' },"
                         "() => { window.tried = 'refused' })")
        self.assertEqual(self.browser.until("return window.tried"), "refused")
        messages = " ".join(entry["message"] for entry in self.browser.log("browser"))
        self.assertIn("Executing inline script violates", messages)
        self.assertIn("Connecting to 'http://127.0.0.1:9/' violates", messages)

    def test_an_event_leads_to_its_place_in_the_chart(self):
        self.show("one.html")
        whole = self.ticks()
        self.browser.click("section[aria-label=Events] tbody tr:nth-child(2) button")
        self.assertNotEqual(self.ticks(), whole)
        self.require_silence()

    def test_without_scripts_there_is_a_chart_and_every_figure(self):
        self.browser.emulate(width=1280, scripts=False)
        try:
            self.browser.open(self.path("one.html"))
            page = self.browser.devtools("Runtime.evaluate", expression="1")  # the driver itself still may
            self.assertTrue(page)
            image = self.browser.run("const i = document.querySelector('#static img'); const b = i.getBoundingClientRect();"
                                     "return [i.complete && i.naturalWidth, b.width, document.querySelector('#live').hidden]")
            self.assertEqual(image[0], 960)
            self.assertGreater(image[1], 600)
            self.assertTrue(image[2])
        finally:
            self.browser.emulate(width=1280)

    def test_a_phone_shows_it_without_scrolling_sideways(self):
        self.show("one.html", width=375, height=720)
        self.assertEqual(self.browser.run("return document.documentElement.scrollWidth"), 375)
        left, top, width, height = self.plot()
        self.browser.pointer(("move", left + width * 0.3, top + 40), ("down",), ("move", left + width * 0.6, top + 40), ("up",), kind="touch")
        self.assertRegex(self.shown(), "UTC")
        self.require_silence()

    def test_a_hundred_thousand_points_open_within_a_second(self):
        leaking(self.path("long.jsonl"), samples=100000)
        report(self.path("long.jsonl"), "--html", self.path("long.html"))
        self.browser.devtools("Performance.enable", timeDomain="threadTicks")  # what else the machine does is not the page's doing
        self.show("long.html")
        passed = self.browser.until("return performance.getEntriesByType('navigation')[0].loadEventEnd")
        metrics = {one["name"]: one["value"] for one in self.browser.devtools("Performance.getMetrics")["metrics"]}
        taken = metrics["TaskDuration"] * 1000
        size = os.path.getsize(self.path("long.html"))
        print(f"100,000 samples: {taken:.0f} ms of CPU to open, in {passed:.0f} ms; {size} bytes", file=sys.stderr)
        self.assertGreater(taken, 0)
        self.assertLess(taken, 1000)
        page = self.page("long.html")
        data = page.split('id="data">')[1].split("</script>")[0]
        self.assertLess(len(page) - len(data), 2**20)

    def test_one_sample_two_equal_ones_and_none_are_no_error(self):
        for count in (1, 2):
            recording = Recording(self.path("few.jsonl"))
            recording.begin(1, "few")
            for i in range(count):
                recording.sample(i, 1, 5000)
            recording.end()
            report(self.path("few.jsonl"), "--html", self.path("few.html"))
            self.show("few.html")
            self.assertIn("4.88 MiB", self.browser.until("return document.querySelector('#values').innerText"))
            self.require_silence()
        report(self.path("few.jsonl"), "--from", "2030-01-01T00:00:00Z", "--html", self.path("none.html"))
        self.show("none.html")
        self.assertIn("Not enough data", self.browser.run("return document.querySelector('h1').innerText"))
        self.require_silence()


LOOKS = {"light": {}, "dark": {"dark": True}, "phone": {"width": 375, "height": 720},
         "phone-dark": {"width": 375, "height": 720, "dark": True}, "no-scripts": {"scripts": False}}


def take_pictures(folder):
    """What the reports of tests/visual's recordings look like, for people."""
    os.makedirs(folder, exist_ok=True)
    os.environ["TZ"] = "CET-1"
    source = os.path.join(os.path.dirname(__file__), "../visual/recordings.awk")
    browser = Browser(1280, 900)
    for name in ("leak", "plateau", "sawtooth", "one", "two", "equal", "gap", "fifty", "hostile", "restarts"):
        path = os.path.abspath(os.path.join(folder, name))
        with open(path + ".csv", "w", encoding="utf-8") as recording:
            subprocess.run(["awk", "-v", "what=" + name, "-f", source], check=True, stdout=recording)
        report(path + ".csv", "--html", path + ".html")
        for look, how in LOOKS.items():
            browser.emulate(**{"width": 1280, **how})
            browser.open(path + ".html")
            browser.picture(f"{path}-{look}.png")
        browser.emulate(width=1280)
        browser.open(path + ".html")
        browser.pdf(path + ".pdf")
    browser.close()


if __name__ == "__main__":
    if PICTURES:
        take_pictures(PICTURES)
    else:
        unittest.main(argv=sys.argv[:1])
