// CKEditor 4 in the office (rich_text/widgets.py). Our policy of content has no exception for scripts, so what
// CKEditor would start by attributes («onclick=…») is renamed in its templates and answered here; the text is edited in
// the page itself («divarea»), as the editor's frame would begin with an inline script.
(() => {
  "use strict";

  const { Controller } = window.StimulusModule;
  const { CKEDITOR } = window;
  const SYNC = 150; // ms; base/drafts.js waits longer before it looks at the field
  const HOSTS = /^(https?:)?\/\/((www|m)\.)?(youtube\.com|youtube-nocookie\.com|youtu\.be|rutube\.ru|vk\.com|vkvideo\.ru|dzen\.ru)\//i;
  const PLUGINS =
    "basicstyles,blockquote,clipboard,contextmenu,dialog,dialogui,enterkey,entities,fakeobjects,horizontalrule," +
    "htmlwriter,iframe,indentlist,list,pastefromgdocs,pastefromlibreoffice,pastefromword,pastetext,removeformat," +
    "sourcearea,tab,table,tableselection,tabletools,toolbar,undo,wysiwygarea";
  // What may be typed or pasted; the server keeps a list of its own (rich_text/domain/cleaning.py).
  const ALLOWED = [
    "p h2 h3 h4 strong b em i u s sub sup br hr blockquote ul ol li caption thead tbody tfoot tr table",
    "th[colspan,rowspan,scope]",
    "td[colspan,rowspan]",
    "a[!href,data-linktype,data-id,data-parent-id]",
    "img[!data-embedtype,!data-id,data-format,data-alt,alt,src,width,height]",
    "iframe[!src,title,width,height,allowfullscreen]",
  ].join(";");
  const WORDS = {
    heading: "Заголовок",
    subheading: "Подзаголовок",
    picture: "Картинка",
    pageLink: "Ссылка",
    noLink: "Убрать ссылку",
    documentLink: "Документ",
    player: "Видео",
    code: "Ссылка на ролик или код «Встроить»: YouTube, RuTube, VK Видео, Дзен",
    foreign: "Подойдёт ссылка на ролик YouTube, RuTube, VK Видео или Дзена — или код, который даёт их кнопка «Встроить».",
  };

  // ── What CKEditor says by attributes ─────────────────────────────────────────────────────────────────────────

  const KINDS = ["click", "keydown", "focus", "mousedown", "mouseover", "mouseout", "dragstart"];
  const CALL = /callFunction\(\s*(\d+)([^)]*)\)/g;

  function word(text, holder, event) {
    if (text === "this") return holder;
    if (text === "event") return event;
    if (text === "null") return null;
    if (/^-?\d+$/.test(text)) return Number(text);
    return text.replace(/^'|'$/g, "").replace(/\\'/g, "'");
  }

  function answer(event) {
    const name = `data-cke-on${event.type}`;
    const holder = event.type === "focus" ? event.target : event.target.closest?.(`[${name}]`);
    const code = holder?.getAttribute?.(name);
    if (!code) return;
    let said;
    for (const [, number, rest] of code.matchAll(CALL)) {
      const words = rest.split(",").slice(1).map((part) => word(part.trim(), holder, event));
      said = CKEDITOR.tools.callFunction(Number(number), ...words);
    }
    if (code.includes("return false") || (code.startsWith("return ") && said === false)) event.preventDefault();
  }

  function hear(page) {
    for (const kind of KINDS) page.addEventListener(kind, answer, kind === "focus");
  }

  function wakePanel(number) {
    for (const { contentDocument, contentWindow } of document.querySelectorAll("iframe.cke_panel_frame")) {
      if (!contentDocument?.querySelector(`[data-cke-onload*="callFunction(${number})"]`)) continue;
      const wake = () => CKEDITOR.tools.callFunction(number);
      hear(contentDocument);
      if (contentDocument.readyState === "complete") wake();
      else contentWindow.addEventListener("load", wake);
    }
  }

  function withoutAttributes() {
    const { output } = CKEDITOR.template.prototype;
    CKEDITOR.template.prototype.output = function (data, buffer) {
      const html = output.call(this, data).replace(/(\s)on([a-z]+)="/g, '$1data-cke-on$2="');
      const panel = html.match(/data-cke-onload="[^"]*callFunction\((\d+)\)/);
      if (panel) setTimeout(() => wakePanel(Number(panel[1])));
      return buffer ? buffer.push(html) : html;
    };
    hear(document);
    CKEDITOR.on("dialogDefinition", ({ data }) => {
      data.definition.resizable = CKEDITOR.DIALOG_RESIZE_NONE; // its corner is drawn past the templates
    });
  }

  // ── Our buttons ──────────────────────────────────────────────────────────────────────────────────────────────

  function headings(editor) {
    for (const [tag, name, label] of [["h2", "Heading", WORDS.heading], ["h3", "Subheading", WORDS.subheading]]) {
      const style = new CKEDITOR.style({ element: tag });
      editor.attachStyleStateChange(style, (state) => editor.readOnly || editor.getCommand(tag).setState(state));
      editor.addCommand(tag, new CKEDITOR.styleCommand(style));
      editor.ui.addButton(name, { label, command: tag });
    }
  }

  // Wagtail's window with its own rights and checks; the place in the text is found again when it closes.
  function choose(editor, url, params, onload, use) {
    const place = editor.getSelection()?.createBookmarks2(true);
    const used = (chosen) => {
      editor.focus();
      if (place) editor.getSelection().selectBookmarks(place);
      editor.fire("saveSnapshot");
      use(chosen);
      editor.fire("saveSnapshot");
    };
    const onError = () => window.alert("Не получилось открыть окно выбора. Проверьте связь и попробуйте ещё раз.");
    window.ModalWorkflow({ url, urlParams: params, onload, responses: { chosen: used, pageChosen: used }, onError });
  }

  function addChooser(editor, name, label, exec) {
    editor.addCommand(name, { exec });
    editor.ui.addButton(name, { label, command: name });
  }

  function linkTo(editor, attributes, words) {
    const link = editor.elementPath()?.contains("a");
    const given = { ...attributes, "data-cke-saved-href": attributes.href };
    if (link) {
      link.removeAttributes(["data-linktype", "data-id", "data-parent-id"]);
      link.setAttributes(given);
    } else if (editor.getSelection().getRanges()[0]?.collapsed) {
      const made = editor.document.createElement("a", { attributes: given });
      made.setText(words);
      editor.insertElement(made);
    } else {
      const style = new CKEDITOR.style({ element: "a", attributes: given });
      style.type = CKEDITOR.STYLE_INLINE;
      editor.applyStyle(style);
    }
  }

  function choosers(editor, urls) {
    if (urls.image) {
      addChooser(editor, "Picture", WORDS.picture, () =>
        choose(editor, urls.image, { select_format: true }, window.IMAGE_CHOOSER_MODAL_ONLOAD_HANDLERS, (image) => {
          const attributes = {
            "data-embedtype": "image", "data-id": image.id, "data-format": image.format, "data-alt": image.alt ?? "",
            alt: image.alt ?? "", src: image.preview.url,
          };
          editor.insertElement(editor.document.createElement("img", { attributes }));
        }),
      );
    }
    if (urls["document-link"]) {
      addChooser(editor, "DocumentLink", WORDS.documentLink, () =>
        choose(editor, urls["document-link"], {}, window.DOCUMENT_CHOOSER_MODAL_ONLOAD_HANDLERS, (file) =>
          linkTo(editor, { "data-linktype": "document", "data-id": file.id, href: file.url }, file.title ?? file.filename),
        ),
      );
    }
    if (urls.link) {
      const params = { page_type: "wagtailcore.page", allow_external_link: true, allow_email_link: true, allow_phone_link: true };
      addChooser(editor, "PageLink", WORDS.pageLink, () => {
        const words = { ...params, link_text: editor.getSelection().getSelectedText() };
        choose(editor, urls.link, words, window.PAGE_CHOOSER_MODAL_ONLOAD_HANDLERS, (page) => {
          const own = page.id ? { "data-linktype": "page", "data-id": page.id, "data-parent-id": page.parentId ?? "" } : {};
          linkTo(editor, { ...own, href: page.url }, page.title || page.url);
        });
      });
    }
    addChooser(editor, "NoLink", WORDS.noLink, () => {
      const style = new CKEDITOR.style({ element: "a", alwaysRemoveElement: 1 });
      style.type = CKEDITOR.STYLE_INLINE;
      editor.removeStyle(style);
    });
  }

  const addressIn = (code) => code.match(/src\s*=\s*["']([^"']+)/i)?.[1] ?? code.trim();

  function players(editor) {
    CKEDITOR.dialog.add("player", () => ({
      title: WORDS.player,
      minWidth: 280,
      minHeight: 110,
      contents: [{
        id: "main",
        elements: [{
          type: "textarea", id: "code", label: WORDS.code, rows: 4,
          validate() {
            return HOSTS.test(addressIn(this.getValue())) || WORDS.foreign;
          },
        }],
      }],
      onOk() {
        const attributes = { src: addressIn(this.getValueOf("main", "code")), width: 560, height: 315 };
        const frame = editor.document.createElement("iframe", { attributes });
        editor.insertElement(editor.createFakeElement(frame, "cke_iframe", "iframe", true));
      },
    }));
    editor.addCommand("player", new CKEDITOR.dialogCommand("player"));
    editor.ui.addButton("Player", { label: WORDS.player, command: "player" });
  }

  // ── The field ────────────────────────────────────────────────────────────────────────────────────────────────

  class Editor extends Controller {
    static values = { options: Object };

    connect() {
      const { toolbar, choosers } = this.optionsValue;
      const label = document.querySelector(`label[for="${this.element.id}"]`)?.textContent.replace("*", "").trim();
      this.editor = CKEDITOR.replace(this.element, {
        customConfig: "", language: "ru", plugins: PLUGINS, extraPlugins: "divarea,office", office: choosers, toolbar,
        allowedContent: ALLOWED, stylesSet: false, contentsCss: [], entities: false, title: label || false,
        disableNativeSpellChecker: false, browserContextMenuOnCtrl: true, removeButtons: "",
      });
      this.editor.on("change", () => this.later());
      this.editor.on("mode", () => {
        if (this.editor.mode === "source") this.editor.editable().on("input", () => this.later());
        else this.sync();
      });
      this.take = this.take.bind(this);
      this.element.addEventListener("input", this.take);
    }

    disconnect() {
      this.element.removeEventListener("input", this.take);
      clearTimeout(this.timer);
      this.editor?.destroy();
      this.editor = null;
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.sync(), SYNC);
    }

    // What is typed stands in the field, so that drafts, the preview and Wagtail's own saving see it.
    sync() {
      if (!this.editor?.checkDirty() || this.element.value === this.editor.getData()) return;
      this.editor.updateElement();
      this.writing = true;
      for (const kind of ["input", "change"]) this.element.dispatchEvent(new Event(kind, { bubbles: true }));
      this.writing = false;
    }

    // Somebody else wrote into the field: a draft that was brought back.
    take() {
      if (!this.writing) this.editor.setData(this.element.value);
    }
  }

  if (!CKEDITOR) return;
  withoutAttributes();
  CKEDITOR.plugins.add("office", {
    init(editor) {
      headings(editor);
      choosers(editor, editor.config.office);
      players(editor);
    },
  });
  window.wagtail.app.register("editor", Editor);
})();
