using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>How to read the page, in as few words as will do.</summary>
internal static class ReadingGuide
{
    public static void Write(HtmlText html) => html.WriteTrusted("""
        <details class="guide" open><summary>How to read this</summary>
        <ul class="notes">
        <li>A journey is up when a line leads through its diagram from left to right: boxes in a row are all needed, boxes under each other stand in for each other, and the words above them say how many it takes.</li>
        <li>A frame is a failure domain, a region, zone or node: what is inside goes down with it.</li>
        <li>“or its pods moved” means that losing the box hurts only until others have taken over; a box “Failover from …” counts only while what it names is down.</li>
        <li>Colour is the part of the journey's downtime that a component accounts for. Start with what is red.</li>
        <li>Downtime is an expectation over many years. Single years do better or worse.</li>
        </ul></details>

        """);
}
