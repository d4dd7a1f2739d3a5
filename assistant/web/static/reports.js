/** What the server knows of the reports; asked once it is ready. */

import { change, GRADIO } from "./api.js";
import { whenReady } from "./health.js";

/** One of the direct endpoints: reports, report, verify. */
export async function run(name, ...data) {
  await whenReady();
  return (await change("POST", `${GRADIO}/run/${name}`, { data })).data[0];
}

const KEPT = 24;
const KEPT_MS = 60_000;
const reports = new Map(); // id -> {report, asked_ms}

/** A whole report. The last few are kept for a while, if they are of the file that is wanted (by `sha256`). */
export async function report(id, sha256) {
  const kept = reports.get(id);
  const fresh = kept && Date.now() - kept.asked_ms < KEPT_MS;
  if (fresh && (!sha256 || kept.report.sha256 === sha256)) return kept.report;
  const asked = await run("report", id);
  const same = kept && !asked.missing && kept.report.sha256 === asked.sha256;
  const found = same ? kept.report : asked; // the same object, so that what is drawn of it can stay
  reports.delete(id);
  reports.set(id, { report: found, asked_ms: Date.now() });
  if (reports.size > KEPT) reports.delete(reports.keys().next().value);
  return found;
}

export const forgetReports = () => reports.clear();

const titles = new Map();

/** Titles and dates of reports by their ids. */
export async function titlesOf(ids) {
  const unknown = [...new Set(ids)].filter((id) => !titles.has(id));
  if (unknown.length) {
    const { reports: rows } = await run("reports", "", "title", false, 0, unknown.length, { reports: unknown });
    rows.forEach(noteTitle);
  }
  return titles;
}

export const noteTitle = ({ id, title, date }) => titles.set(id, { title, date });

export const titleOf = (id) => titles.get(id)?.title || id;
