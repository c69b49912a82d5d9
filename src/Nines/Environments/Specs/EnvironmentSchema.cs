using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <summary>
/// The JSON Schema of environment files, for editors. It is written from the same tables that the reader uses;
/// <c>schemas/environment.schema.json</c> is its committed copy.
/// </summary>
public static class EnvironmentSchema
{
    /// <summary>Identifier of the schema; the last part changes when files that were valid no longer are.</summary>
    public const string Id = "urn:nines:schemas:environment:1";

    /// <summary>The complete schema as text, draft 2020-12, ending in a newline.</summary>
    public static string Write()
    {
        var definitions = new SchemaDefinitions();
        return definitions.Write(Id, EnvironmentSection.Reader.DescribeInline(definitions));
    }
}
