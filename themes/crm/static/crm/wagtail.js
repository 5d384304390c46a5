// What Wagtail's templates start by inline scripts, which our policy refuses, is started here by Stimulus.
(() => {
  const { Controller } = window.StimulusModule;

  class MomentChooser extends Controller {
    static values = { kind: String, for: String, config: Object };

    connect() {
      const start = { date: window.initDateChooser, time: window.initTimeChooser, datetime: window.initDateTimeChooser };
      start[this.kindValue](this.forValue, this.configValue);
    }
  }

  class ChooserStarter extends Controller {
    static values = { kind: String, for: String, options: Object };

    connect() {
      new window[this.kindValue](this.forValue, this.optionsValue);
    }
  }

  class InlinePanelStarter extends Controller {
    static values = { kind: String, options: Object };

    connect() {
      new window[this.kindValue](this.optionsValue);
    }
  }

  window.wagtail.app.register("moment-chooser", MomentChooser);
  window.wagtail.app.register("chooser", ChooserStarter);
  window.wagtail.app.register("inline-panel", InlinePanelStarter);
})();
