/** Texts of the models page. */
export const modelTexts = {
  models: {
    title: 'Models',
    text: 'Installed models: what each was trained on, how well it performs on unseen patients, and where it fails.',
    list: 'Installed models',
    none: 'No model is installed.',
    noneText: 'Import a model folder, or place one in Ductal’s models/ folder.',
    loading: 'Loading models …',
    reading: 'Reading the model folder …',
    default: 'Default',
    named: (title: string) => `${title} (default)`,
    imported: 'Imported',
    makeDefault: 'Make default',
    becameDefault: (title: string) => `${title} is now the default model.`,
    defaultHint: 'New analyses use the default model unless you choose another.',
    defaultTitle: (title: string, name: string, version: string) =>
      `Make ${title} (${name} ${version}) the default?`,
    defaultText: (present: string | undefined) =>
      `New analyses will use it ${present === undefined ? '' : `instead of ${present} `}unless you choose another model.`,
    known: 'What is known about this model',
    state: 'State',
    states: {
      refused: 'Cannot be used',
      testing: 'Running self-test …',
      whole: 'Files complete',
      tested: (device: string) => `Self-test passed on this computer.${device && ` Device: ${device}`}`,
      failed: 'Self-test failed:'
    },
    signs: { refused: 'cannot be used', tested: 'self-test passed', whole: 'files complete' },
    tabs: { overview: 'Overview', figures: 'Figures', training: 'Training', card: 'Card' },
    tabList: 'About this model',

    facts: 'Facts',
    architecture: 'Architecture',
    version: 'Version',
    classes: 'Classes',
    scale: 'Works at',
    scaleValue: (mpp: number, patch: number) =>
      `${mpp} µm/px, patches of ${patch} × ${patch} px (${mpp * patch} × ${mpp * patch} µm)`,
    parameters: 'Parameters',
    parameterCount: (count: string) => `${count} parameters`,
    size: 'Size',
    threshold: 'Threshold',
    thresholdSource: 'How the threshold was chosen',
    operatingPoint: 'Threshold preset',
    operatingPoints: { model: 'Default', screening: 'Screening' } satisfies Record<string, string>,
    screeningHint: (found: string, unmarked: string) =>
      `Screening marks more. On patients not trained on, it found ${found} of the patches with IDC and left ${unmarked} of the others unmarked.`,
    calibration: 'Calibration',
    calibrations: {
      none: 'Not calibrated: read it as a score, not a probability.',
      temperature: 'temperature, fitted on the validation patients',
      field:
        'slide calibration: patches are averaged with their neighbours, and the cut-off follows the slide’s own values',
      surroundings: 'each patch together with its neighbours, fitted on the validation patients'
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
      `${negative} patches not IDC, ${positive} patches IDC`,
    patients: 'Training patients',
    validation: 'Validation',
    heldOut: 'Held out',
    nobody: 'no patients',
    seed: 'Seed',
    notes: 'Notes',
    limits: 'Limits',
    noLimits: 'The model card states no limits. That does not mean there are none.',

    sides: {
      test: 'Held out',
      validation: 'Validation',
      train: 'Training'
    },
    sideHints: {
      test: 'Nothing was chosen on these patients. These are the figures to rely on.',
      validation: 'The threshold was chosen on these patients. Their figures are slightly optimistic.',
      train: 'The model was trained on these patients. Their figures say nothing about new patients.'
    },
    trainingFigures: 'Figures on training patients',
    fewPatients: 'Nothing was chosen on these patients, but they are too few to rely on.',
    side: 'Patients',
    noFigures:
      'The model folder has no evaluation.json, so its performance is unknown. Compare models on a patch folder to measure it.',
    noSide: 'This group has no patients.',
    leak: (patients: string) =>
      `Patients in more than one group: ${patients}. The figures say nothing about new patients.`,
    figure: 'Figure',
    figures: {
      patches: 'Patches',
      patients: 'Patients',
      threshold: 'Threshold',
      accuracy: 'Accuracy',
      balancedAccuracy: 'Balanced accuracy',
      auc: 'AUC',
      averagePrecision: 'Average precision',
      precision: 'Precision (IDC)',
      recall: 'Recall (IDC)',
      f1: 'F1 (IDC)',
      ece: 'Calibration error (ECE)',
      brier: 'Brier score',
      broken: 'Unreadable files left out'
    },
    interval: (low: string, high: string) => `95 %: ${low}–${high}`,
    intervalNote: '95 % intervals, by bootstrap over patients. Not computed for fewer than five patients.',

    confusion: 'Confusion matrix',
    confusionCaption: 'Patches by ground truth and model result, at the model’s threshold',
    is: { positive: 'IDC', negative: 'Not IDC' },
    predicted: { positive: 'Marked', negative: 'Not marked' },

    reliability: 'Reliability',
    reliabilityTitle: (side: string) => `Reliability curve: ${side}`,
    reliabilityText:
      'Share of IDC among patches of the same probability. On the dashed line, the probability matches that share; below it, the model is overconfident.',
    noReliability:
      'The model’s evaluation.json has no reliability curve. Compare models on a patch folder to get one.',
    roc: 'ROC curve',
    rocTitle: (side: string) => `ROC curve: ${side}`,
    rocText: (auc: string) =>
      `Recall against the share of other patches that are marked, at every threshold. AUC of all patches ${auc}; thin lines are single patients.`,
    noRoc: 'There is no ROC curve, because all patches belong to one class.',
    falsePositives: '1 − specificity',
    chance: 'Chance',
    onePatient: 'One patient',
    allPatches: 'All patches',
    probability: 'Probability',
    positives: 'Share of IDC',
    perfect: 'Perfectly calibrated',
    measured: 'Measured',

    byPatient: 'By patient',
    byPatientNote:
      'If a patient has patches of one class only, balanced accuracy is the recall of that class, and there is no AUC.',
    patient: 'Patient',
    negative: 'Not IDC',
    positive: 'IDC',

    crossValidation: 'Cross-validation by patient',
    crossValidationText: 'The same recipe, retrained for each group without the patients it is evaluated on.',
    noCrossValidation: 'The model folder has no cross-validation.json.',
    leftOut: 'Left out',
    mean: 'Mean',

    parent: {
      title: 'Compared with its parent',
      origin: (name: string, version: string) => `Fine-tuned from ${name} ${version}.`,
      none: 'The model folder has no comparison.json, so the two versions are not compared.',
      who: (patches: string, patients: string) =>
        `${patches} patches of patients that neither version has seen: ${patients}. Each at its own threshold.`,
      version: 'This version',
      difference: 'Difference',
      directions: {
        better: 'Better than its parent on these patients.',
        worse: 'Worse than its parent on these patients.',
        mixed: 'Better than its parent in one figure, worse in the other.',
        same: 'Same as its parent on these patients.'
      },
      sure: ({ direction, sure }: { direction: string; sure: boolean | null }) => {
        if (sure === null) return 'Too few patients for an interval; the result may differ on others.'
        if (sure) return 'The 95 % intervals support this.'
        return direction === 'better' || direction === 'worse'
          ? 'But the 95 % intervals include zero difference.'
          : ''
      }
    },
    deletion: {
      title: 'Check of explanations',
      holds:
        'Passed: deleting the pixels an explanation highlights lowers the probability at least 1.5 times as much as deleting random pixels (mean colour).',
      fails:
        'Failed: deleting the pixels an explanation highlights lowers the probability less than 1.5 times as much as deleting random pixels (mean colour).',
      text: (patches: string, patients: string) =>
        `One tenth of the pixels was deleted from ${patches} true positives of ${patients}: once the tenth that speaks most for IDC, once random pixels. Average fall in probability:`,
      leftOut:
        'Measured with models retrained by the same recipe, each on patients it had not seen, because this model was trained on all of them.',
      become: 'Deleted pixels replaced by',
      mean: 'mean colour of the patch',
      glass: 'empty glass',
      attended: 'Highlighted',
      random: 'Random',
      ratio: 'Ratio',
      noFall: 'no random fall'
    },

    noTraining: 'The model folder has no training.jsonl, so its training is unknown.',
    training: (system: string, epochs: number, seed: number) =>
      `${system}, ${epochs === 1 ? '1 epoch' : `${epochs} epochs`}, seed ${seed}`,
    loss: 'Training loss',
    lossText: 'Mean loss of each epoch; lower is better.',
    onValidation: 'Validation patients',
    onValidationText: 'Accuracy and AUC after each epoch; higher is better.',
    accuracy: 'Accuracy',
    auc: 'AUC',
    epoch: 'Epoch',

    import: {
      open: 'Import …',
      title: 'Import a model',
      text: 'Choose the folder of a saved TensorFlow.js layers model. Ductal checks it, tests it on this computer and copies it into the library. The folder itself is not changed.',
      folder: 'Folder',
      folderHint: 'Paste a full path, or choose below. The folder contains model.json and the weights.',
      choose: 'Choose folder …',
      other: 'Another folder',
      go: 'Import',
      stop: 'Stop',
      stopped: 'Stopped. Nothing was imported.',
      checking: 'Checking files and layers, and running the self-test …',
      unstated:
        'This folder has no spec.json, so it does not state how patches are prepared. Enter it here. Wrong settings give meaningless probabilities.',
      name: 'Name',
      nameHint: 'Lower-case letters, digits and hyphens.',
      modelTitle: 'Title',
      firstClass: 'First output',
      secondClass: 'Second output',
      positive: 'IDC output',
      positiveHint: 'The heatmap shows the probability of this output.',
      levels: 'Pixel value range',
      levelsHint: 'As used in training.',
      ranges: {
        unit: '0 to 1',
        raw: '0 to 255 (unchanged)',
        signed: '−1 to 1',
        imagenet: 'ImageNet mean and deviation'
      },
      outputs: 'Outputs',
      outputsHint: 'Ductal adds a softmax or sigmoid to logits, and records it.',
      outputKinds: { probabilities: 'Probabilities', logits: 'Logits' },
      mpp: 'µm per pixel',
      mppHint: 'The published patches use 4.'
    },
    compare: {
      open: 'Compare …',
      title: 'Compare models',
      text: 'Evaluates models on one patch folder with known classes and shows the figures side by side.',
      models: 'Models',
      few: 'Choose at least two models.',
      folder: 'Patch folder',
      folderHint: 'Layout: PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png, for one or more patients.',
      choose: 'Choose folder …',
      go: 'Compare',
      stop: 'Stop',
      stopped: 'Stopped. Nothing was saved.',
      going: 'Evaluating models …',
      progress: (title: string) => `Progress of ${title}`,
      waiting: 'reading patches',
      kept: 'Comparisons',
      another: 'New comparison',
      none: 'No comparisons yet.',
      of: (folder: string, when: string) => `${folder}, ${when}`,
      remove: 'Remove',
      figures: 'Figures side by side',
      leakTrained: (title: string, patients: string) =>
        `${title} was trained on ${patients}. Its figures on these patients say nothing about new ones.`,
      leakValidated: (title: string, patients: string) =>
        `The threshold of ${title} was chosen on ${patients}. Its figures on these patients are slightly optimistic.`,
      leakUnknown: (title: string) =>
        `It is unknown which patients ${title} was trained on. Its figures may be far too optimistic.`,
      noLeak: 'No model was trained on these patients, and no threshold was chosen on them.',
      failed: (title: string) => `${title} could not be evaluated:`
    },
    remove: 'Remove …',
    removeTitle: 'Remove this model?',
    removeText: (title: string) =>
      `${title} will be removed from the library. Its analyses stay, with the model’s name and hash. The folder you imported it from is not changed.`,
    removeConfirm: 'Remove',

    noCard: 'The model folder has no card.md.',
    numbers: 'Show numbers',
    about: (title: string) => `Model ${title}`,
    problem: 'Models'
  }
} as const
