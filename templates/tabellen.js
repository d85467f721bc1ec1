"use strict";
(() => {
  const text = (row, column) => (row.cells[column]?.textContent ?? "").trim();
  const missing = /^(–|nicht dokumentiert|ohne\s.*|nicht gemeldet|keine?)?$/;
  // Deutsche Tage und Zahlen als Zahl; was keine ist, wird als Text verglichen.
  const number = (value) => {
    const day = /^(\d{2})\.(\d{2})\.(\d{4})/.exec(value);
    if (day) return Number(day[3] + day[2] + day[1]);
    const month = /^(\d{2})\/(\d{4})/.exec(value);
    if (month) return Number(month[2] + month[1] + "00");
    const plain = /^(?:mehr als |etwa )?([\d.]+)(?:,(\d+))?(?:\s|$)/.exec(value.replace(/\u00a0/g, " "));
    return plain ? Number(plain[1].replace(/\./g, "") + "." + (plain[2] ?? "0")) : NaN;
  };
  const compare = (a, b) => {
    const [x, y] = [number(a), number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "de", { numeric: true }) : x - y;
  };
  const sort = (table, head, column) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    table.querySelectorAll("thead [aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [text(row, column), row]);
    // Was fehlt, steht immer unten.
    rows.sort(([a], [b]) => missing.test(a) - missing.test(b) || (down ? compare(b, a) : compare(a, b)));
    body.append(...rows.map(([, row]) => row));
  };
  const sortable = (table) => {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (head.tagName !== "TH") return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, column));
      head.append(button);
    });
  };
  const filterable = (table, index) => {
    const rows = [...table.tBodies[0].rows];
    const box = document.createElement("div");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("span");
    box.className = "suche";
    field.type = "search";
    field.id = "suche_s" + index;
    label.htmlFor = field.id;
    label.textContent = "Zeilen mit";
    count.setAttribute("role", "status");
    const apply = () => {
      const words = field.value.toLocaleLowerCase("de").split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row) => {
        const all = row.textContent.toLocaleLowerCase("de");
        row.hidden = !words.every((word) => all.includes(word));
        if (!row.hidden) shown += 1;
      });
      count.textContent = words.length ? shown + " von " + rows.length : rows.length + " Zeilen";
    };
    field.addEventListener("input", apply);
    box.append(label, field, count);
    (table.closest(".rolle") ?? table).before(box);
    apply();
  };
  document.querySelectorAll("table[data-sortierbar]").forEach((table, index) => {
    if (table.tBodies[0].rows.length < 2) return;
    sortable(table);
    if (table.tBodies[0].rows.length > 20) filterable(table, index);
  });
})();
