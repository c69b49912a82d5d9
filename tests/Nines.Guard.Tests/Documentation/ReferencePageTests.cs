using System.Globalization;
using System.Text;
using Nines.Guard.Configuration;
using Nines.Guard.Policy;
using Nines.Guard.Telemetry;
using Nines.Testing;

namespace Nines.Guard.Tests.Documentation;

/// <summary>Reference pages and schemas are generated from the tables that the program uses.</summary>
public sealed class ReferencePageTests
{
    [Fact]
    public void The_page_of_settings_agrees_with_the_program()
    {
        var page = new StringBuilder("""
            # Settings of the guard

            Each setting has a flag, an environment variable and a key in the settings file. `limits.request-timeout` is

            - the flag `--limits-request-timeout 9s`,
            - the environment variable `NINES_GUARD_LIMITS_REQUEST_TIMEOUT=9s`,
            - in a settings file (`--config guard.yaml`):

                  limits:
                    requestTimeout: 9s

            A flag overrides the environment, the environment overrides the file, the file overrides the default. All errors are reported
            at once, each with its position, what was expected and how to fix it. `nines guard config` prints the effective settings as a
            settings file, with the origin of each value and with secrets masked. A secret has no flag: every user of a machine can
            read the command lines of others. Files are reloaded when they change (within `reload-interval`); every other change
            needs a restart.

            This page is generated from `src/Nines.Guard/Configuration/GuardSettings.cs`; a test compares them.

            | setting | default | expected | description |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (Setting setting in GuardSettings.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{setting.Name}` | {(setting.Default.Length > 0 ? $"`{setting.Default}`" : "")} ")
                .Append(CultureInfo.InvariantCulture, $"| {Cell(setting.Expected)}{(setting.IsSecret ? "; no flag" : "")} | {Cell(setting.Description)} |\n");
        }

        Compare(page.ToString(), "docs/guard-settings.md");
    }

    [Fact]
    public void The_page_of_metrics_agrees_with_the_program()
    {
        var page = new StringBuilder("""
            # Metrics of the guard

            `/metrics` on the operations port serves them in the text format of Prometheus. [deploy/guard](../deploy/guard) has a dashboard and
            alerts that use them.

            This page is generated from `src/Nines.Guard/Telemetry/MetricTable.cs`; a test compares them.

            | metric | kind | labels | description |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (MetricDefinition metric in MetricTable.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} ")
                .Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", metric.Labels.Select(label => $"`{label}`"))} | {Cell(metric.Help)} |\n");
        }

        Compare(page.ToString(), "docs/guard-metrics.md");
    }

    [Fact]
    public void The_schemas_of_input_files_are_those_of_the_readers()
    {
        Compare(SettingsFile.WriteSchema(), "schemas/guard-settings.schema.json");
        Compare(PolicyReader.WriteSchema(), "schemas/guard-policy.schema.json");
    }

    private static void Compare(string written, string path)
    {
        string received = Path.Combine(AppContext.BaseDirectory, "received." + Path.GetFileName(path));
        File.WriteAllText(received, written);
        string committed = Repository.File(path);
        (File.Exists(committed) && File.ReadAllText(committed).ReplaceLineEndings("\n") == written).ShouldBeTrue($"Copy {received} to {path}.");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
