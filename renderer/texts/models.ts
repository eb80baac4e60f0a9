/** Texts of the models page. */
export const modelTexts = {
  models: {
    title: 'Models',
    text: 'The networks that are installed: what each was trained on, how well it does on patients that it never saw, and where it fails.',
    list: 'Installed models',
    none: 'No model is installed.',
    noneText: 'Import a model’s folder, or put one into models/ of the program.',
    loading: 'Reading the models …',
    reading: 'Reading what its folder says …',
    default: 'Default',
    named: (title: string) => `${title} (default)`,
    imported: 'Imported',
    makeDefault: 'Make it the default',
    becameDefault: (title: string) => `${title} is the default model now.`,
    defaultHint: 'New analyses take it where nobody chooses another one.',
    defaultTitle: (title: string, name: string, version: string) =>
      `Make ${title} (${name} ${version}) the default?`,
    defaultText: (present: string | undefined) =>
      `New analyses will take it ${present === undefined ? '' : `in place of ${present} `}where nobody chooses another one.`,
    known: 'What is known of it',
    state: 'State',
    states: {
      refused: 'Cannot be used',
      testing: 'Self-test under way …',
      whole: 'Files are whole',
      tested: (device: string) => `Self-tested: it computes here as it states (${device})`,
      failed: 'Self-test not passed:'
    },
    signs: { refused: 'cannot be used', tested: 'self-tested', whole: 'files are whole' },
    tabs: { overview: 'Overview', figures: 'Figures', training: 'Training', card: 'Card' },
    tabList: 'About this model',

    facts: 'Facts',
    architecture: 'System',
    version: 'Version',
    classes: 'Classes',
    scale: 'Works at',
    scaleValue: (mpp: number, patch: number) =>
      `${mpp} µm/px, patches of ${patch} × ${patch} px (${mpp * patch} × ${mpp * patch} µm)`,
    parameters: 'Parameters',
    parameterCount: (count: string) => `${count} parameters`,
    size: 'Size',
    threshold: 'Threshold',
    thresholdSource: 'How it was chosen',
    calibration: 'Calibration',
    calibrations: {
      none: 'none: read a probability as a score',
      temperature: 'by a temperature, fitted on the validation patients',
      field:
        'by slide: its patches are judged together, averaged with their neighbours and cut by the slide’s own values'
    },
    made: 'Made',
    licence: 'Licence',
    folder: 'Folder',
    hash: 'Weights (SHA-256)',
    protocol: 'Protocol',

    data: 'Data and patients',
    source: 'Source',
    trainedOn: 'Trained on',
    trainedOnValue: (negative: string, positive: string) =>
      `${negative} patches without and ${positive} with IDC`,
    patients: 'Of patients',
    validation: 'Validation',
    heldOut: 'Held out',
    nobody: 'nobody',
    seed: 'Seed',
    notes: 'What else to know',
    limits: 'Limits',
    noLimits: 'Its card states no limits. That does not mean that it has none.',

    sides: {
      test: 'Held out',
      validation: 'Validation',
      train: 'Training'
    },
    sideHints: {
      test: 'Nothing was chosen on these patients: these figures count.',
      validation: 'The threshold was chosen on these patients: their figures are a little too good.',
      train: 'The network learned from these patients: their figures say nothing about new ones.'
    },
    side: 'Patients',
    noFigures:
      'Its folder has no evaluation.json, so nothing is known of how well it does. Compare models on a folder of patches to find out.',
    noSide: 'No patients were left for this side.',
    leak: (patients: string) =>
      `Patients on more than one side: ${patients}. The figures say nothing about new patients.`,
    figure: 'Figure',
    figures: {
      patches: 'Patches',
      patients: 'Patients',
      threshold: 'Threshold',
      accuracy: 'Accuracy',
      balancedAccuracy: 'Balanced accuracy',
      auc: 'AUC',
      averagePrecision: 'Average precision',
      precision: 'Precision, of IDC',
      recall: 'Recall, of IDC',
      f1: 'F1, of IDC',
      ece: 'Calibration error (ECE)',
      brier: 'Brier score',
      broken: 'Files left out as broken'
    },
    interval: (low: string, high: string) => `95 %: ${low}–${high}`,
    intervalNote:
      'Intervals hold 95 % of what other draws of patients would give (bootstrap over patients). Below five patients there is none.',

    confusion: 'Right and wrong',
    confusionCaption: 'Patches by what they are and what the model says, at its threshold',
    is: { positive: 'IDC', negative: 'No IDC' },
    said: { positive: 'Marked', negative: 'Not marked' },

    reliability: 'Reliability',
    reliabilityTitle: (side: string) => `Reliability curve: ${side}`,
    reliabilityText:
      'Share of patches with IDC among those of one probability. On the dashed line a probability means what it says; below it the model is too sure.',
    noReliability:
      'Its evaluation.json holds no reliability curve. Compare models on a folder of patches to see one.',
    probability: 'Probability',
    positives: 'Share with IDC',
    perfect: 'As it should be',
    measured: 'Measured',

    byPatient: 'By patient',
    byPatientNote:
      'Where a patient has patches of one class only, balanced accuracy is the recall of that class, and there is no AUC.',
    patient: 'Patient',
    negative: 'No IDC',
    positive: 'IDC',

    crossValidation: 'One group of patients left out at a time',
    crossValidationText: 'The same recipe, trained anew without the patients that it is judged on.',
    noCrossValidation: 'Its folder has no cross-validation.json: no such trainings were kept.',
    leftOut: 'Left out',
    mean: 'Mean',

    parent: {
      title: 'Beside its parent',
      origin: (name: string, version: string) => `It was trained on from ${name} ${version}.`,
      none: 'Its folder has no comparison.json: nothing compares the two.',
      who: (patches: string, patients: string) =>
        `On ${patches} patches of patients whom neither has seen: ${patients}. Each at its own threshold.`,
      version: 'This version',
      difference: 'Difference',
      verdicts: {
        better: 'Better than its parent on these patients.',
        worse: 'Worse than its parent on these patients.',
        mixed: 'Better than its parent by one figure, worse by the other.',
        same: 'As good as its parent on these patients.'
      },
      sure: ({ direction, sure }: { direction: string; sure: boolean | null }) => {
        if (sure === null) return 'They are too few for an interval: other patients may say otherwise.'
        if (sure) return 'The 95 % intervals bear it out.'
        return direction === 'better' || direction === 'worse'
          ? 'The 95 % intervals hold no difference, too.'
          : ''
      }
    },
    deletion: {
      title: 'What its explanations point at',
      holds:
        'Deleting what an explanation points at costs at least 1.5 times as much as deleting at random (with the mean colour).',
      fails:
        'Deleting what an explanation points at costs less than 1.5 times as much as deleting at random (with the mean colour).',
      text: (patches: string, patients: string) =>
        `A tenth of the pixels was deleted from ${patches} true positives of ${patients}: the one that speaks most for IDC, and beside it random ones. By how much the probability fell on average:`,
      leftOut:
        'Measured with trainings of the same recipe, each on patients that it had left out: this model itself has seen them all.',
      become: 'Deleted pixels become',
      mean: 'the patch’s mean colour',
      glass: 'empty glass',
      attended: 'Pointed at',
      random: 'At random',
      ratio: 'Ratio',
      noFall: 'no fall at random'
    },

    noTraining: 'Its folder has no training.jsonl: how it was trained is not known.',
    training: (system: string, epochs: number, seed: number) =>
      `${system}, ${epochs === 1 ? '1 epoch' : `${epochs} epochs`}, seed ${seed}`,
    loss: 'Loss in training',
    lossText: 'Mean loss of each epoch; lower is better.',
    onValidation: 'On the validation patients',
    onValidationText: 'Accuracy and area under the curve after each epoch; higher is better.',
    accuracy: 'Accuracy',
    auc: 'AUC',
    epoch: 'Epoch',

    import: {
      open: 'Import …',
      title: 'Import a model',
      text: 'The folder that a TensorFlow.js layers model was saved to. It is checked, has to compute here, and is copied into the library; the folder stays as it is.',
      folder: 'Folder',
      folderHint: 'Paste a full path, or choose below. It holds model.json and the weights.',
      choose: 'Choose folder …',
      other: 'Another folder',
      go: 'Import',
      stop: 'Stop',
      stopped: 'Stopped. Nothing was imported.',
      checking: 'Checking its files, its layers and whether it computes …',
      unstated:
        'This folder has no spec.json, so it does not say how its patches are prepared. Say it here: a wrong answer gives probabilities that mean nothing.',
      name: 'Name',
      nameHint: 'Small letters, digits and hyphens.',
      modelTitle: 'Title',
      firstClass: 'First output means',
      secondClass: 'Second output means',
      positive: 'IDC is',
      positiveHint: 'Its probability is what the heatmap shows.',
      levels: 'Levels are brought to',
      levelsHint: 'As they were in training.',
      ranges: { unit: '0 to 1', raw: '0 to 255 (as they are)', signed: '−1 to 1' },
      mpp: 'µm per pixel',
      mppHint: 'The published patches have 4.'
    },
    compare: {
      open: 'Compare …',
      title: 'Compare models',
      text: 'Judges models on one folder of patches, each patch by its known class, and puts the figures side by side.',
      models: 'Models',
      few: 'Choose at least two.',
      folder: 'Folder of patches',
      folderHint:
        'In the published layout: PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png, one patient or many.',
      choose: 'Choose folder …',
      go: 'Compare',
      stop: 'Stop',
      stopped: 'Stopped. Nothing was kept.',
      going: 'Judging the patches …',
      progress: (title: string) => `Progress of ${title}`,
      waiting: 'reading patches',
      kept: 'Comparisons',
      another: 'New comparison',
      none: 'None was made yet.',
      of: (folder: string, when: string) => `${folder}, ${when}`,
      remove: 'Remove',
      figures: 'Figures side by side',
      leakTrained: (title: string, patients: string) =>
        `${title} learned from ${patients}: its figures on them say nothing about new patients.`,
      leakValidated: (title: string, patients: string) =>
        `The threshold of ${title} was chosen on ${patients}: its figures on them are a little too good.`,
      leakUnknown: (title: string) =>
        `Nobody knows which patients ${title} learned from: its figures may be far too good.`,
      noLeak: 'No model learned from these patients, and no threshold was chosen on them.',
      failed: (title: string) => `${title} could not be judged:`
    },
    remove: 'Remove …',
    removeTitle: 'Remove this model?',
    removeText: (title: string) =>
      `${title} leaves the library. Analyses that were made with it stay, with its name and its hash; the folder that it was imported from is not touched.`,
    removeConfirm: 'Remove',

    noCard: 'Its folder has no card.md.',
    numbers: 'The numbers',
    about: (title: string) => `Model ${title}`,
    problem: 'Models'
  }
} as const
