// What a session says beside the screen: tones made here (no files), the phone's vibration, its own voice, and the light
// that stays on. Each of them may be missing; the session goes on without.
"use strict";

const ON = { sound: "unclench-guide-sound", voice: "unclench-guide-voice" };
const TONES = { cue: [[660, 0, 0.07]], part: [[784, 0, 0.16]], check: [[880, 0, 0.18], [660, 0.25, 0.18]],
  in: [[523, 0, 0.2], [659, 0.2, 0.25]], hold: [[659, 0, 0.25]], out: [[659, 0, 0.2], [523, 0.2, 0.25]],
  end: [[784, 0, 0.25], [784, 0.4, 0.25], [1047, 0.8, 0.5]], wrong: [[440, 0, 0.4]] };
const SHAKES = { cue: 40, part: 120, in: 120, hold: 60, out: 120, check: [200, 100, 200], end: [300, 100, 300, 100, 500], wrong: 300 };
const VOICE_GAP_MS = 12_000, SAME_END_S = 1.5;

export class Cues {
  constructor(language) {
    this.language = language;
    this.audio = null;
    this.planned = null;
    this.lamp = null;
    this.spoke = -Infinity;
  }

  static isOn(what) {
    const kept = read(ON[what]);
    return kept === null ? what === "sound" : kept === "yes";
  }

  static turn(what, on) {
    try { localStorage.setItem(ON[what], on ? "yes" : "no"); } catch { /* it holds until the page is left */ }
    if (what === "voice" && !on) globalThis.speechSynthesis?.cancel();
  }

  // Browsers allow sound only after a tap: call this in one.
  wake() {
    const Audio = globalThis.AudioContext ?? globalThis.webkitAudioContext;
    if (Audio && !this.audio) this.audio = new Audio();
    this.audio?.resume?.().catch(() => {});
  }

  signal(kind) {
    if (kind === "end" && this.#endRingsNow()) return;
    this.unplanEnd();
    navigator.vibrate?.(SHAKES[kind] ?? 0);
    if (Cues.isOn("sound")) this.#play(TONES[kind] ?? [], this.audio?.currentTime ?? 0);
  }

  // The last tones are given to the sound card ahead: they ring on time even when the phone slows the page down.
  planEnd(inMs) {
    this.unplanEnd();
    if (!this.audio || !Cues.isOn("sound")) return;
    const at = this.audio.currentTime + inMs / 1000;
    this.planned = { at, sources: this.#play(TONES.end, at) };
  }

  unplanEnd() {
    for (const source of this.planned?.sources ?? []) { try { source.stop(); } catch { /* it has rung */ } }
    this.planned = null;
  }

  say(text, always = true) {
    const voice = globalThis.speechSynthesis;
    if (!voice || !text || !Cues.isOn("voice")) return;
    const now = performance.now();
    if (!always && now - this.spoke < VOICE_GAP_MS) return;
    this.spoke = now;
    voice.cancel();
    voice.speak(Object.assign(new SpeechSynthesisUtterance(text), { lang: this.language, rate: 0.9 }));
  }

  async keepLight(on) {
    try {
      if (!on) { await this.lamp?.release(); this.lamp = null; return; }
      if (document.hidden || (this.lamp && !this.lamp.released)) return;
      this.lamp = await navigator.wakeLock?.request("screen");
    } catch { /* the screen may go dark; the session counts on */ }
  }

  #endRingsNow() {
    const near = this.planned && this.audio.state === "running" && Math.abs(this.planned.at - this.audio.currentTime) < SAME_END_S;
    if (near) { this.planned = null; navigator.vibrate?.(SHAKES.end); }
    return Boolean(near);
  }

  #play(tones, from) {
    if (!this.audio) return [];
    return tones.map(([hertz, after, seconds]) => {
      const source = this.audio.createOscillator(), loud = this.audio.createGain();
      const start = from + after, end = start + seconds;
      source.frequency.value = hertz;
      loud.gain.setValueAtTime(0, start);
      loud.gain.linearRampToValueAtTime(0.25, start + 0.02);
      loud.gain.linearRampToValueAtTime(0, end);
      source.connect(loud).connect(this.audio.destination);
      source.start(start);
      source.stop(end);
      return source;
    });
  }
}

function read(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}
