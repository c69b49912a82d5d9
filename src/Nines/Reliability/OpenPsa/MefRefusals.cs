namespace Nines.Reliability.OpenPsa;

/// <summary>Parts of the format that are refused by name: without them the figures would be those of another model.</summary>
internal static class MefRefusals
{
    /// <summary>The reason, and what to do about it; null for an element that the format does not have.</summary>
    public static (string Reason, string Fix)? Find(string tag) => tag switch
    {
        "define-event-tree" or "define-functional-event" or "define-sequence" or "define-branch" or "define-initiating-event"
            or "define-initiating-event-group" or "define-consequence" or "define-consequence-group" or "define-rule" =>
            ("event trees are not supported.", "Remove it to predict the fault trees alone; a sequence can be written as a gate over them."),
        "define-substitution" =>
            ("substitutions are not supported.", "Write the gates as they are after the substitution, and remove it."),
        "define-alignment" or "define-phase" =>
            ("missions and phases are not supported.", "Write one file for each phase with its house events and parameters, and weight the results by the time fractions."),
        "extern-function" or "define-extern-function" or "define-extern-library" =>
            ("external functions are not called.", "Give the value as a number: <float value=\"...\"/>."),
        "test-initiating-event" or "test-functional-event" =>
            ("event trees are not supported.", "Give the value that applies to the fault tree: <bool value=\"...\"/>."),
        _ => null,
    };
}
