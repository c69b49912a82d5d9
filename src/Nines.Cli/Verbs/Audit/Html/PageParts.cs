using System.Security.Cryptography;
using System.Text;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Audit.Html;

/// <summary>Style and script of the page, embedded at build time.</summary>
internal static class PageParts
{
    private static readonly string[] s_scripts = ["losses.js", "panel.js", "map.js", "start.js"];

    public static string Css { get; } = PageStyle.Css + "\n" + Read("audit.css");

    /// <summary>The script, wrapped in a function so that element names cannot shadow its variables.</summary>
    public static string Script { get; } = "(() => {\n'use strict';\n" + string.Concat(s_scripts.Select(Read)) + "})();\n";

    /// <summary>Content security policy: only this style and this script may run.</summary>
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
