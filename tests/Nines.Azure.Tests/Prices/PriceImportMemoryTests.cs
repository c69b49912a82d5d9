using Nines.Azure.Prices;

namespace Nines.Azure.Tests.Prices;

/// <summary>Measures the memory of the process, and so runs while no other test does.</summary>
[CollectionDefinition(nameof(PriceImportMemoryTests), DisableParallelization = true)]
[Collection(nameof(PriceImportMemoryTests))]
public sealed class PriceImportMemoryTests
{
    [Fact]
    public void Memory_does_not_grow_with_the_file()
    {
        using var stream = new PriceImportTests.EndlessAnswer(rows: 150_000);
        var import = new PriceImport(new PriceImportTests.FixedTime());
        long before = GC.GetTotalMemory(forceFullCollection: true);

        import.Read(stream, "large.json", TestLimit.Token);

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(4L << 20);
        stream.Sent.ShouldBeGreaterThan(50L << 20);
        import.ToResult().Value.ShouldNotBeNull().Rows.ShouldBe(150_000);
    }
}
