using System.Text;
using Nines.Text;
using Nines.Yaml.Tests.Environments;

namespace Nines.Yaml.Tests;

/// <summary>Whatever comes in, an answer comes out: no exception, no endless work.</summary>
public sealed class HostileInputTests
{
    [Fact]
    public void Aliases_that_explode_are_refused()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        YamlDocumentTests.Faults(YamlDocument.Parse(bomb.ToString(), "f.yaml"))
            .ShouldBe("f.yaml:6:10: With every alias written out, the document has more than 200,000 values. Use fewer aliases of aliases, or split the file.");
    }

    [Fact]
    public void Merges_that_explode_are_refused()
    {
        var bomb = new StringBuilder("a: &a\n");
        for (int i = 0; i < 2_000; i++)
        {
            bomb.Append($"  k{i}: 1\n");
        }

        bomb.Append("b:\n");
        for (int i = 0; i < 2_000; i++)
        {
            bomb.Append("  - <<: *a\n");
        }

        YamlDocumentTests.Faults(YamlDocument.Parse(bomb.ToString(), "f.yaml")).ShouldContain("more than 200,000 values");
    }

    [Fact]
    public void Aliases_that_nest_deeply_are_refused()
    {
        string chain = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 100).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n"));

        YamlDocumentTests.Faults(YamlDocument.Parse(chain, "f.yaml")).ShouldContain("nested more than 64 deep");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("{a: ")]
    [InlineData("[\n")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("[{a: ")]
    [InlineData("!a ")]
    [InlineData("&a ")]
    [InlineData("\"")]
    [InlineData("- -\n")]
    [InlineData("#")]
    [InlineData("a: b\n ")]
    [InlineData("---\n")]
    [InlineData("%a\n")]
    [InlineData("%TAG ! a\n")]
    [InlineData("%YAML 1.1\n")]
    [InlineData("]")]
    [InlineData(":")]
    [InlineData(": ")]
    [InlineData(",")]
    [InlineData("*a ")]
    [InlineData("|\n")]
    [InlineData("a\n\n")]
    [InlineData("\\")]
    [InlineData("'a' ")]
    [InlineData("[a, ")]
    [InlineData("a,")]
    [InlineData("{a, ")]
    public void The_same_token_a_hundred_thousand_times_is_answered(string token)
    {
        string text = string.Concat(Enumerable.Repeat(token, 100_000));

        ReadResult<DocumentNode> result = YamlDocument.Parse(text, "f.yaml");

        (result.IsValid || !result.Diagnostics.IsEmpty).ShouldBeTrue();
    }

    [Theory]
    [InlineData("hybrid.yaml", 1)]
    [InlineData("two-regions.yaml", 2)]
    [InlineData("shared-services.yaml", 3)]
    public void Any_mutation_of_an_example_is_answered(string example, int seed)
    {
        string[] tokens = ["{", "}", "[", "]", ":", ": ", "- ", "\n", "  ", "&a ", "*a", "<<: *pools", "!x ", "'", "\"", "#", "|", ">", "%", "@", "\t", "0", "-1", "1e400", ".nan", "null", "99%", "é", "\u2028"];
        string original = Reading.Example(example);
        uint state = (uint)seed * 2_654_435_761;
        for (int round = 0; round < 400; round++)
        {
            var text = new StringBuilder(original);
            for (int edit = Next(5); edit >= 0; edit--)
            {
                int at = Next(text.Length);
                int length = Math.Min(Next(12), text.Length - at);
                switch (Next(4))
                {
                    case 0:
                        text.Remove(at, length);
                        break;
                    case 1:
                        text.Insert(at, tokens[Next(tokens.Length)]);
                        break;
                    case 2:
                        text.Insert(Next(text.Length), text.ToString(at, length));
                        break;
                    default:
                        text.Remove(at, length).Insert(at, tokens[Next(tokens.Length)]);
                        break;
                }
            }

            var result = Reading.Read(text.ToString());
            result.IsValid.ShouldBe(result.Diagnostics.IsEmpty);
            result.Diagnostics.ShouldAllBe(each => each.Position.File == Reading.File && each.Message.Length > 0);
        }

        int Next(int bound)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            return (int)(state % (uint)bound);
        }
    }
}
