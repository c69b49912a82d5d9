using System.Text.Json;
using System.Text.RegularExpressions;
using Nines.Environments.Specs;
using Nines.Testing;
using Nines.Yaml.Tests.Environments;

namespace Nines.Yaml.Tests.Docs;

/// <summary>docs/environment.md says what the reader does.</summary>
public sealed class EnvironmentPageTests
{
    private const string Begin = "<!-- keys: written from the schema -->\n";
    private const string End = "<!-- end of keys -->";

    private static readonly string Page = File.ReadAllText(Repository.File("docs/environment.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_tables_of_keys_are_those_of_the_schema()
    {
        string written = "\n" + KeyTables.Write(JsonDocument.Parse(EnvironmentSchema.Write()).RootElement);
        int begin = Page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = Page.IndexOf(End, StringComparison.Ordinal);
        string received = Path.Combine(AppContext.BaseDirectory, "environment.received.md");
        File.WriteAllText(received, Page[..begin] + written + Page[end..]);

        (Page[begin..end] == written).ShouldBeTrue($"Copy {received} to docs/environment.md.");
    }

    [Fact]
    public void Every_example_on_the_page_is_an_environment_that_is_read()
    {
        string[] examples = [.. Regex.Matches(Page, "```yaml\n(?<text>.*?)```", RegexOptions.Singleline, TimeSpan.FromSeconds(5)).Select(match => match.Groups["text"].Value)];

        examples.Length.ShouldBeGreaterThan(3);
        foreach (string example in examples)
        {
            Reading.Valid(example);
        }
    }
}
