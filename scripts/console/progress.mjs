const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const QUIET_MS = 1_000;
const HEARTBEAT_MS = 15_000;

/**
 * Shows `title` with the seconds gone while `work` runs: a moving line on a terminal, plain lines elsewhere.
 * `work` may report what it is doing.
 *
 * @template T
 * @param {string} title
 * @param {(report: (detail: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const show = process.stdout.isTTY && !process.env.CI ? movingLine(title) : plainLines(title);
  try {
    const result = await work(show.report);
    show.end('✓');
    return result;
  } catch (error) {
    show.end('✗');
    throw error;
  }
}

/** @param {number} startedAt milliseconds */
export function secondsSince(startedAt) {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}

/** @param {string} title */
function movingLine(title) {
  const startedAt = Date.now();
  let frame = 0;
  let detail = '';
  const draw = () => {
    const text = `${FRAMES[frame++ % FRAMES.length]} ${title} … ${secondsSince(startedAt)}${detail && `  ${detail}`}`;
    process.stdout.write(`\r\x1b[2K${text.slice(0, (process.stdout.columns || 80) - 1)}`);
  };
  const timer = setInterval(draw, FRAME_MS);
  return {
    /** @param {string} line */
    report(line) {
      detail = line;
      draw();
    },
    /** @param {string} mark */
    end(mark) {
      clearInterval(timer);
      process.stdout.write(`\r\x1b[2K${mark} ${title} (${secondsSince(startedAt)})\n`);
    },
  };
}

/** @param {string} title */
function plainLines(title) {
  const startedAt = Date.now();
  let isAnnounced = false;
  const announce = () => {
    if (!isAnnounced) console.log(`… ${title}`);
    isAnnounced = true;
  };
  const first = setTimeout(announce, QUIET_MS);
  const heartbeat = setInterval(() => console.log(`… ${title}: ${secondsSince(startedAt)}`), HEARTBEAT_MS);
  return {
    /** @param {string} line */
    report(line) {
      announce();
      console.log(`  ${line}`);
    },
    /** @param {string} mark */
    end(mark) {
      clearTimeout(first);
      clearInterval(heartbeat);
      console.log(`${mark} ${title} (${secondsSince(startedAt)})`);
    },
  };
}
