// The library: collections, their articles, what comes in and goes out, and the conversations kept in this browser.

import { fill, h, iconButton } from "./element.js";
import { t } from "./texts.js";
import { Refused, get, newTicket, post, run, stop, upload } from "./service.js";
import { changeSettings, conversations, dropConversation, settings } from "./store.js";
import { confirmDialog, formDialog } from "./dialogs.js";

const MOST_FILES = 100;
const PAGE = 400;

export class Library {
  constructor(room) {
    this.room = room;
    this.articles = [];
    this.tab = "articles";
    this.head = h("div", { class: "pane-head library-head" });
    this.tools = h("div", { class: "library-tools" });
    this.list = h("div", { class: "pane-body", tabindex: "0" });
    this.work = h("div", { class: "work", hidden: true });
    this.picker = h("input", { type: "file", multiple: true, hidden: true, accept: room.facts.suffixes.join(","), id: "files",
      "aria-label": t("upload"), on: { change: () => { this.take([...this.picker.files]); this.picker.value = ""; } } });
    this.element = h("nav", { class: "pane library", "aria-label": t("library") }, this.head, this.tools, this.list, this.work, this.picker);
    for (const event of ["dragenter", "dragover"]) this.element.addEventListener(event, (dragged) => this.dragged(dragged));
    this.element.addEventListener("dragleave", (event) => event.target === this.element && this.element.classList.remove("dropping"));
    this.element.addEventListener("drop", (event) => this.dropped(event));
    this.draw();
    this.refresh();
  }

  draw() {
    const { collections } = this.room.facts;
    const select = h("select", { class: "collections", "aria-label": t("collection"), id: "collection", on: { change: () => this.room.openCollection(select.value) } },
      collections.map((each) => h("option", { value: each.id, selected: each.id === this.room.collection.id }, this.room.nameOf(each))));
    fill(this.head, select, iconButton("plus", t("new_collection"), () => this.create()));
    const tabs = ["articles", "conversations"].map((name) =>
      h("button", { type: "button", role: "tab", "aria-selected": String(this.tab === name), class: "tab", on: { click: () => { this.tab = name; this.draw(); this.drawList(); } } }, t(name)));
    fill(this.tools, h("div", { class: "tabs", role: "tablist", "aria-label": t("library") }, tabs), this.tab === "articles" ? this.articleTools() : this.conversationTools());
  }

  articleTools() {
    this.search = h("input", { type: "search", class: "field", placeholder: t("filter_articles"), "aria-label": t("filter_articles"), id: "article-filter", on: { input: () => this.drawList() } });
    const sort = h("select", { class: "field small", "aria-label": t("sort"), on: { change: () => { changeSettings({ sort: sort.value }); this.drawList(); } } },
      ["date", "title", "source"].map((name) => h("option", { value: name, selected: settings.sort === name }, t(`sort_${name}`))));
    return [
      h("div", { class: "row" }, this.search, sort),
      h("div", { class: "row actions" },
        iconButton("upload", t("upload"), () => this.picker.click(), { words: true, id: "upload" }),
        iconButton("paste", t("paste"), () => this.paste(), { id: "paste" }),
        this.room.facts.local ? iconButton("folder", t("folder"), () => this.folder(), { id: "folder" }) : null,
        this.room.collection.writable ? iconButton("build", t("reindex"), () => this.build(), { id: "reindex" }) : null),
    ];
  }

  conversationTools() {
    return h("div", { class: "row actions" }, iconButton("plus", t("new_conversation"), () => this.room.newConversation(), { words: true, id: "new-conversation" }));
  }

  async refresh() {
    const { collection } = this.room;
    try {
      const { articles, examples } = await get("library", { collection: collection.id });
      if (this.room.collection !== collection || this.room.library !== this) return;
      Object.assign(this, { articles, examples });
      this.problem = null;
    } catch (error) {
      this.articles = [];
      this.problem = error;
    }
    this.drawList();
    this.room.articlesChanged(this.articles);
  }

  drawList() {
    if (this.tab === "conversations") this.drawConversations();
    else this.drawArticles();
  }

  drawArticles() {
    const wanted = (this.search?.value ?? "").trim().toLowerCase();
    const matches = (article) => [article.title, article.source, article.author, article.date].some((each) => (each ?? "").toLowerCase().includes(wanted));
    const shown = this.articles.filter((article) => !wanted || matches(article)).sort(ORDERS[settings.sort] ?? ORDERS.date);
    const note = this.problem ? `${this.problem.message} ${this.problem.hint ?? ""}` : this.articles.length ? t("no_match") : t("library_empty");
    fill(
      this.list,
      h("p", { class: "library-count" }, wanted ? t("count_of", { shown: shown.length, count: this.articles.length }) : t("count", { count: this.articles.length })),
      shown.length ? this.page(shown) : h("p", { class: "empty" }, note),
    );
  }

  /** The first of many articles, and a button for the next. */
  page(articles, from = 0) {
    const list = h("ul", { class: "articles" }, articles.slice(from, from + PAGE).map((article) => this.entry(article)));
    const rest = articles.length - from - PAGE;
    if (rest <= 0) return list;
    const more = h("button", { type: "button", class: "button more", on: { click: () => more.replaceWith(...[this.page(articles, from + PAGE)].flat()) } }, t("more", { count: rest }));
    return [list, more];
  }

  entry(article) {
    return h("li", { class: "entry" },
      h("button", { type: "button", class: "entry-open", on: { click: () => this.room.openArticle(article) } },
        h("span", { class: "entry-title", lang: "zh" }, article.title || article.uri),
        h("span", { class: "entry-meta" }, [article.source, article.date].filter(Boolean).join(" · ") || " ")),
      this.room.collection.writable ? iconButton("trash", t("remove", { title: article.title ?? "" }), () => this.remove(article), { class: "entry-remove" }) : null);
  }

  drawConversations() {
    const kept = conversations(this.room.collection.id);
    fill(this.list, kept.length
      ? h("ul", { class: "articles" }, kept.map((each) => h("li", { class: "entry" },
          h("button", { type: "button", class: "entry-open", "aria-current": each.id === this.room.dialogue?.conversation.id ? "true" : null, on: { click: () => this.room.openConversation(each) } },
            h("span", { class: "entry-title", lang: "zh" }, each.title),
            h("span", { class: "entry-meta" }, `${new Date(each.changed).toLocaleString()} · ${t("turns", { count: each.turns.length })}`)),
          iconButton("trash", t("forget"), () => { dropConversation(each.id); this.drawList(); this.room.forgotten(each); }, { class: "entry-remove" }))))
      : h("p", { class: "empty" }, t("no_conversations")));
  }

  dragged(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.element.classList.add("dropping");
  }

  dropped(event) {
    event.preventDefault();
    this.element.classList.remove("dropping");
    this.take([...event.dataTransfer.files]);
  }

  async create() {
    const values = await formDialog(t("new_collection"), [{ name: "name", label: t("name"), required: true }], t("create"));
    if (!values) return;
    await this.attempt(async () => {
      const made = await post("collections", { name: values.name });
      await this.room.openCollection(made.id, { reload: true });
    });
  }

  /** The demo stays as it is: what the reader brings goes into a collection of their own. */
  async writable() {
    if (this.room.collection.writable) return;
    const mine = this.room.facts.collections.find((each) => each.writable) ?? (await post("collections", { name: t("my_articles") }));
    await this.room.openCollection(mine.id, { reload: true });
    this.room.tell(t("moved_to", { name: this.room.nameOf(this.room.collection) }));
  }

  async take(files) {
    if (!files.length) return;
    await this.room.attempt(async () => {
      if (files.length > MOST_FILES) throw new Refused({ message: t("too_many", { count: MOST_FILES }) });
      await this.writable();
      const failures = await this.room.library.uploadAll(files);
      if (failures.length < files.length) await this.room.library.build({ failures });
      else this.room.library.showReport({ failures });
    });
  }

  async uploadAll(files) {
    const failures = [];
    for (const [number, file] of files.entries()) {
      try {
        if (file.size > this.room.facts.max_file_mb * 2 ** 20) throw new Refused({ message: t("too_large", { name: file.name, size: this.room.facts.max_file_mb }) });
        await upload(file, this.room.collection.id, (share) => this.showWork(t("uploading", { name: file.name }), (number + share) / files.length));
      } catch (error) {
        failures.push({ path: file.name, reason: `${error.message} ${error.hint ?? ""}`.trim() });
      }
    }
    return failures;
  }

  async paste() {
    const values = await formDialog(t("paste"), [{ name: "title", label: t("title_optional") }, { name: "text", label: t("text"), rows: 12, required: true }], t("add"));
    if (!values) return;
    await this.attempt(async () => {
      await this.writable();
      await post("paste", { collection: this.room.collection.id, ...values });
      await this.room.library.build();
    });
  }

  async folder() {
    const values = await formDialog(t("folder"), [{ name: "folder", label: t("folder_path"), required: true }], t("index"));
    if (!values) return;
    await this.attempt(async () => {
      await this.writable();
      await this.room.library.build({ folder: values.folder });
    });
  }

  async remove(article) {
    if (!(await confirmDialog(t("remove_question", { title: article.title ?? article.uri }), t("delete")))) return;
    await this.attempt(async () => {
      await post("remove", { collection: this.room.collection.id, uri: article.uri });
      this.room.sources.forget();
      await this.refresh();
      this.room.tell(t("removed"));
    });
  }

  attempt(act) {
    return this.room.attempt(act);
  }

  /** Index what has come in (or a folder of this machine); `failures` are files that did not even arrive. */
  async build({ folder = "", failures = [] } = {}) {
    const ticket = newTicket();
    this.showWork(t("indexing"), null, () => stop(ticket));
    const last = await run(this.room.endpoint("build"), [this.room.collection.id, folder, ticket], {
      queued: (rank) => rank > 0 && this.showWork(t("build_queued", { rank }), null, () => stop(ticket)),
      output: (value) => value.progress && this.showProgress(value.progress, () => stop(ticket)),
    }).catch((error) => ({ error: { message: error.message, hint: error.hint ?? "" } }));
    this.room.sources.forget();
    if (last.report) this.showReport({ ...last.report, failures: [...failures, ...(last.report.failures ?? [])] });
    else this.showReport({ failures, problem: last.error });
    await this.refresh();
  }

  showProgress(progress, cancel) {
    const { articles_done: done, articles_total: total, chunks_done: chunks, rate, seconds_left: left, stage } = progress;
    const share = total ? done / total : null;
    const words = [t(`build_${stage}`), total ? t("build_articles", { done, total }) : "", chunks ? t("build_passages", { count: chunks, rate: rate.toFixed(0) }) : "", left ? t("left", { seconds: Math.ceil(left) }) : ""];
    this.showWork(words.filter(Boolean).join(" · "), share, cancel);
  }

  showWork(words, share, cancel = null) {
    this.work.hidden = false;
    const bar = h("progress", { max: "1", "aria-label": words, value: share === null ? null : share });
    fill(this.work, h("div", { class: "row" }, h("span", { class: "work-words" }, words), cancel ? iconButton("close", t("cancel"), cancel, { id: "cancel-build" }) : null), bar);
  }

  showReport({ added = 0, updated = 0, removed = 0, unchanged = 0, failures = [], problem = null }) {
    this.work.hidden = false;
    const size = (each) => (Array.isArray(each) ? each.length : each);
    const words = problem ? `${problem.message} ${problem.hint ?? ""}` : t("report", { added: size(added), updated: size(updated), removed: size(removed), unchanged: size(unchanged) });
    fill(this.work,
      h("div", { class: "row" }, h("span", { class: `work-words${problem ? " failure" : ""}`, role: "status" }, words), iconButton("close", t("close"), () => { this.work.hidden = true; })),
      failures.length ? h("ul", { class: "failures" }, failures.map((each) => h("li", {}, h("b", {}, String(each.path).split("/").at(-1)), " ", each.reason))) : null);
  }
}

const compare = (name) => (a, b) => (a[name] ?? "\uffff").localeCompare(b[name] ?? "\uffff", "zh");
const ORDERS = {
  date: (a, b) => (b.date ?? "").localeCompare(a.date ?? "") || compare("title")(a, b),
  title: compare("title"),
  source: (a, b) => compare("source")(a, b) || compare("title")(a, b),
};
