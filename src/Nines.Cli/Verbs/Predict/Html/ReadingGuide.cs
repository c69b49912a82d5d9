using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>Legend of the page.</summary>
internal static class ReadingGuide
{
    public static void Write(HtmlText html) => html.WriteTrusted("""
        <details class="guide" open><summary>How to read this</summary>
        <ul class="notes">
        <li>A journey is up when a line leads through its diagram from left to right: boxes in a row are all needed, boxes under each other are alternatives, and the text above them states how many are required.</li>
        <li>A frame is a failure domain, a region, zone or node: everything inside goes down with it.</li>
        <li>“or its pods moved” means that the loss of the box matters only until others have taken over; a box “Failover from …” counts only while the component it names is down.</li>
        <li>Color is the part of the journey's downtime that a component accounts for. Start with what is red.</li>
        <li>Downtime is the expected value over many years; single years are better or worse.</li>
        </ul></details>

        """);
}
