using Nines.Azure.Catalogue;
using Nines.Environments.Specs;

namespace Nines.Azure.Tests.Catalogue;

/// <summary>The table of VM sizes against sizes as Microsoft's pages of each series list them.</summary>
public sealed class VmSizeTableTests
{
    private const double GiB = 1024.0 * 1024 * 1024;

    [Theory]
    [InlineData("A1_v2 1 2, A2_v2 2 4, A2m_v2 2 16, A8m_v2 8 64")]
    [InlineData("B1ls 1 0.5, B1s 1 1, B2s 2 4, B2ms 2 8, B8ms 8 32, B20ms 20 80")]
    [InlineData("B2ts_v2 2 1, B2ls_v2 2 4, B2s_v2 2 8, B4as_v2 4 16, B4als_v2 4 8, B8ps_v2 8 32, B16pls_v2 16 32")]
    [InlineData("D1_v2 1 3.5, D2_v2 2 7, D3_v2 4 14, D5_v2 16 56, D11_v2 2 14, D14_v2 16 112, D15_v2 20 140, DS2_v2 2 7, DS3_v2 4 14, DS13-2_v2 2 56")]
    [InlineData("D2_v3 2 8, D2s_v3 2 8, D64s_v3 64 256, D4ds_v4 4 16, D8as_v4 8 32, D96as_v4 96 384")]
    [InlineData("D2s_v5 2 8, D4s_v5 4 16, D8ds_v5 8 32, D96s_v5 96 384, D2ls_v5 2 4, D4ls_v5 4 8, D8lds_v5 8 16, D16ads_v5 16 64, D4ps_v5 4 16, D8pls_v5 8 16, D64ps_v5 64 208")]
    [InlineData("D4s_v6 4 16, D128s_v6 128 512, D4ls_v6 4 8, D4als_v6 4 8, D8ads_v6 8 32, D16pds_v6 16 64, D96pls_v6 96 192, D4s_v7 4 16, D192s_v7 192 768")]
    [InlineData("E2s_v3 2 16, E20s_v3 20 160, E64s_v3 64 432, E64is_v3 64 432, E4ds_v4 4 32, E64s_v4 64 504, E8as_v4 8 64, E96as_v4 96 672")]
    [InlineData("E4s_v5 4 32, E8-4s_v5 4 64, E8-2s_v5 2 64, E16-8s_v5 8 128, E64-16ds_v5 16 512, E96s_v5 96 672, E104is_v5 104 672, E4bs_v5 4 32, E32ps_v5 32 208")]
    [InlineData("E8s_v6 8 64, E96as_v6 96 672, E128s_v6 128 1024, E372is_v7 372 2832")]
    [InlineData("F2s 2 4, F2s_v2 2 4, F72s_v2 72 144, F4as_v6 4 16, F4als_v6 4 8, F4ams_v6 4 32, FX12mds 12 252, FX4mds 4 84")]
    [InlineData("L8s_v2 8 64, L80s_v2 80 640, L8s_v3 8 64, L16as_v3 16 128, L2s_v4 2 16, L96s_v4 96 768")]
    [InlineData("M8ms 8 218.75, M16ms 16 437.5, M64 64 1024, M64ms 64 1792, M128s 128 2048, M208ms_v2 208 5700, M416-208ms_v2 208 11400, M12s_v3 12 240")]
    [InlineData("NC6s_v3 6 112, NC24s_v3 24 448, NC4as_T4_v3 4 28, NC24ads_A100_v4 24 220, NC40ads_H100_v5 40 320, ND96asr_v4 96 900, ND96isr_H100_v5 96 1900")]
    [InlineData("NV6ads_A10_v5 6 55, NV36ads_A10_v5 36 440, NV36adms_A10_v5 36 880, NV12s_v3 12 112, NV4as_v4 4 14, NV4ads_V710_v5 4 16, NP10s 10 168")]
    [InlineData("DC2s_v2 2 8, DC8_v2 8 32, DC2s_v3 2 16, DC4as_v5 4 16, DC4es_v6 4 16, EC4as_v5 4 32, EC4es_v6 4 32, EC96ias_v5 96 672")]
    [InlineData("HB120rs_v3 120 456, HB120-16rs_v3 16 456, HC44rs 44 352, HX176rs 176 1408, HB176rs_v4 176 768")]
    [InlineData("G1 2 28, G5 32 448, GS2 4 56, GS5-8 8 448")]
    public void Sizes_have_the_published_cores_and_memory(string published)
    {
        foreach (string[] row in published.Split(", ").Select(row => row.Split(' ')))
        {
            VmSize size = VmSizeTable.Default.Find("Standard_" + row[0]).ShouldNotBeNull(row[0]);
            $"{row[0]} {size.Cores} {size.Memory / GiB}".ShouldBe(string.Join(' ', row));
        }
    }

    [Theory]
    [InlineData("Standard_D4s_v5", 8)]
    [InlineData("Standard_D4ls_v5", 8)]
    [InlineData("Standard_D2s_v3", 4)]
    [InlineData("Standard_E8-4s_v5", 16)]
    [InlineData("Standard_B2s", 4)]
    [InlineData("Standard_D2s_v7", 10)]
    [InlineData("Standard_E8ns_v6", 24)]
    public void Sizes_take_the_published_number_of_data_disks(string name, int disks) =>
        VmSizeTable.Default.Find(name).ShouldNotBeNull().MaxDataDisks.ShouldBe(disks);

    [Theory]
    [InlineData("Standard_D4s_v99")]
    [InlineData("Standard_D5s_v5")]
    [InlineData("Standard_E8-3s_v5")]
    [InlineData("D4s_v5")]
    [InlineData("")]
    public void A_size_that_is_not_published_is_not_guessed(string name) => VmSizeTable.Default.Find(name).ShouldBeNull();

    [Fact]
    public void Names_are_unique_and_found_in_any_case()
    {
        VmSizeTable.Default.Sizes.Length.ShouldBeGreaterThan(1400);
        VmSizeTable.Default.Sizes.Select(size => size.Name.ToUpperInvariant()).ShouldBeUnique();
        VmSizeTable.Default.Find("standard_d4S_V5").ShouldNotBeNull().Name.ShouldBe("Standard_D4s_v5");
        VmSizeTable.Default.Sizes.ShouldAllBe(size => size.Cores > 0 && size.Memory > 0 && size.MaxDataDisks > 0);
    }
}
