using System.Security.Cryptography;
using System.Text;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Audit.Html;

/// <summary>The style and the script of the page, as they were when nines was built.</summary>
internal static class PageParts
{
    private static readonly string[] s_scripts = ["losses.js", "panel.js", "map.js", "start.js"];

    public static string Css { get; } = PageStyle.Css + "\n" + Read("audit.css");

    /// <summary>In a function of its own, so that nothing of it can be reached by the names of elements.</summary>
    public static string Script { get; } = "(() => {\n'use strict';\n" + string.Concat(s_scripts.Select(Read)) + "})();\n";

    /// <summary>What a browser is told to let run, and nothing else.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src '{Hash(Css)}'; script-src '{Hash(Script)}'; base-uri 'none'; form-action 'none'";

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Read(string name)
    {
        using Stream stream = typeof(PageParts).Assembly.GetManifestResourceStream("audit/" + name)
            ?? throw new InvalidOperationException($"The assembly holds no resource audit/{name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
