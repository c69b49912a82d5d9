using Nines.Guard.Setup.Manifests;
using Nines.Testing;
using Nines.Testing.Site;

namespace Nines.Guard.Tests.Setup;

/// <summary>Tests that measurements and tests run the program that ships.</summary>
public sealed class RuntimeVariablesTests
{
    [Fact]
    public void The_image_the_benchmarks_and_the_tests_start_the_guard_as_the_manifests_do()
    {
        string image = File.ReadAllText(Repository.File("Dockerfile"));
        string benchmarks = File.ReadAllText(Repository.File("bench/guard.json"));
        foreach ((string name, string value) in RuntimeVariables.All)
        {
            image.ShouldContain($"{name}={value} ");
            benchmarks.ShouldContain($"\"{name}\": \"{value}\"");
            GuardProgram.Environment[name].ShouldBe(value);
        }

        GuardProgram.Environment.Count.ShouldBe(RuntimeVariables.All.Length);
    }
}
