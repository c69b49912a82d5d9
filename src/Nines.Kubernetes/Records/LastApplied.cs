using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Nines.Kubernetes.Records;

/// <summary>
/// The manifest that kubectl apply leaves in an annotation. It may hold secrets, so of all of it one number is kept: the replicas that the
/// manifest fixes.
/// </summary>
internal static class LastApplied
{
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    private const int MaxDepth = 128;

    /// <summary>The number as text; null when the manifest has none or cannot be read.</summary>
    public static string? Replicas(string manifest)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(manifest), new JsonReaderOptions { MaxDepth = MaxDepth });
        bool inSpec = false;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.CurrentDepth == 1)
                {
                    inSpec = reader.ValueTextEquals("spec"u8);
                }
                else if (inSpec && reader.CurrentDepth == 2 && reader.ValueTextEquals("replicas"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int replicas)
                        ? replicas.ToString(CultureInfo.InvariantCulture)
                        : null;
                }
            }
        }
        catch (JsonException)
        {
            // Written by hand; such an annotation is ignored.
        }

        return null;
    }
}
