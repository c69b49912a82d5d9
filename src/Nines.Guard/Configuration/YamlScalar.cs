using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nines.Guard.Configuration;

/// <summary>Puts values into YAML that is written by hand.</summary>
internal static class YamlScalar
{
    /// <summary>A scalar that is a string whatever it looks like: every JSON string is a YAML string.</summary>
    public static string Quote(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
