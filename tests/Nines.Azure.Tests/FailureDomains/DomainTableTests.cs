using System.Text;
using Nines.Azure.FailureDomains.Tables;
using Nines.Domains;
using Nines.Text;

namespace Nines.Azure.Tests.FailureDomains;

public sealed class DomainTableTests
{
    [Fact]
    public void A_table_in_csv_is_read()
    {
        DomainTable table = Csv("""
            # written by hand
            node,fault-domain,update-domain,zone,rack

            aks-0, 0 ,2,westeurope-1,"r7"
            aks-1,,,,
            """).Value!;
        table.Rows.Select(row => row.Domains).ShouldBe(
        [
            Node("aks-0", ("fault-domain", "0"), ("update-domain", "2"), ("zone", "westeurope-1"), ("rack", "r7")),
            Node("aks-1"),
        ]);
        table.Rows[1].Position.ShouldBe(new SourcePosition("t.csv", 5, 1));
    }

    [Theory]
    [InlineData("t.yaml", "- node: aks-0\n  fault-domain: 0\n  rack: r7\n- node: aks-1\n  fault-domain: null\n  rack: ''\n")]
    [InlineData("t.YML", "nodes:\n- {node: aks-0, fault-domain: '0', rack: r7}\n- {node: aks-1, zone: ~}\n")]
    [InlineData("t.json", """[{"node":"aks-0","fault-domain":0,"rack":"r7"},{"node":"aks-1","rack":null}]""")]
    [InlineData("t.csv", "node,fault-domain,rack\r\naks-0,0,r7\r\naks-1,,\r\n")]
    [InlineData("domains", "\"node\",rack,fault-domain\naks-0,r7,0\naks-1,,")]
    public void The_same_table_can_be_written_in_several_ways(string file, string text) =>
        DomainTableFile.Read(text, file).Value!.Rows.Select(row => row.Domains)
            .ShouldBe([Node("aks-0", ("fault-domain", "0"), ("rack", "r7")), Node("aks-1")]);

    [Fact]
    public void Every_error_of_a_CSV_file_is_reported_with_its_position()
    {
        ReadResult<DomainTable> read = Csv("""
            node,fault-domian,rack,zone,zone,Power Feed
            aks-0,0,r7,1,1,x
            aks-0,0,r7,1,1,x
            AKS-1,0,-,<b>,1,x
            aks-2,0
            aks-3,"0,r7,1,1,x
            ,0,r7,1,1,x
            """);
        read.Value.ShouldBeNull();
        read.Diagnostics.Select(fault => $"{fault.Position.Line}:{fault.Position.Column} {fault.Message}").ShouldBe(
        [
            "1:6 The column 'fault-domian' is not known, and is nearly 'fault-domain'.",
            "1:29 The column 'zone' was named before, in column 24 of the line.",
            "1:34 'Power Feed' is not a valid name of a domain.",
            "3:1 The node 'aks-0' was named before, at t.csv:2:1.",
            "4:1 'AKS-1' is not a valid name of a node.",
            "4:9 '-' cannot be the rack of a node.",
            "4:11 '<b>' cannot be the zone of a node.",
            "5:1 The line has 2 cells, but the header has 6.",
            "6:7 The quotes that begin here are not closed on this line.",
            "7:1 The row names no node.",
        ]);
        read.Diagnostics[0].Hint.ShouldNotBeNull().ShouldStartWith("Did you mean 'fault-domain'?");
    }

    [Fact]
    public void Every_error_of_a_YAML_file_is_reported_with_its_position()
    {
        ReadResult<DomainTable> read = DomainTableFile.Read("""
            nodes:
            - node: aks-0
              faultdomain: 0
            - aks-1
            - zone: z1
            - node: aks-2
              zone: [a]
            - node: aks-0
              zone: a b
            """, "t.yaml");
        read.Diagnostics.Select(fault => $"{fault.Position.Line}:{fault.Position.Column} {fault.Message}").ShouldBe(
        [
            "3:3 The column 'faultdomain' is not known, and is nearly 'fault-domain'.",
            "4:3 Expected a mapping with the domains of a node here.",
            "5:3 The row names no node.",
            "7:9 Expected the zone of a node here, not a list or a mapping.",
            "8:9 The node 'aks-0' was named before, at t.yaml:2:9.",
            "9:9 'a b' cannot be the zone of a node.",
        ]);
    }

    [Theory]
    [InlineData("t.csv", "", "The table has no header.")]
    [InlineData("t.csv", "# nothing\n\n", "The table has no header.")]
    [InlineData("t.csv", "node,zone\n", "The table names no node.")]
    [InlineData("t.csv", "node;zone\na;b\n", "The header has no column 'node'.")]
    [InlineData("t.csv", "name,zone\na,b\n", "The header has no column 'node'.")]
    [InlineData("t.csv", "node,zone\na,\"b\"c\n", "Expected a comma after the closing quotes.")]
    [InlineData("t.csv", "node,\na,b\n", "A column has no name.")]
    [InlineData("t.yaml", "hello", "Expected a list of nodes.")]
    [InlineData("t.yaml", "{}", "The mapping is empty.")]
    [InlineData("t.yaml", "nodse: []", "'nodse' is not known here.")]
    [InlineData("t.yaml", "nodes: 3", "Expected a list of nodes here.")]
    [InlineData("t.json", "[]", "The table names no node.")]
    public void What_is_no_table_is_refused(string file, string text, string message) =>
        DomainTableFile.Read(text, file).Diagnostics.Select(fault => fault.Message).ShouldContain(message);

    [Fact]
    public void Sizes_are_bounded()
    {
        Csv("node,zone\na," + new string('z', 64)).Diagnostics.Single().Message.ShouldBe("The zone is 64 letters long; at most 63 are possible.");
        Csv("node,zone\n" + new string('a', 254) + ",z").Diagnostics.Single().Message.ShouldContain("at most 253");
        Csv("node,zone\n" + new string('a', 20_000)).Diagnostics.Single().Message.ShouldContain("at most 16,384");
        Csv("node," + string.Join(',', Enumerable.Range(0, 40).Select(n => $"feed{n}x")) + "\n").Diagnostics.Length.ShouldBe(1);
        Csv("node\n" + string.Concat(Enumerable.Range(0, 100_010).Select(n => $"n{n}\n"))).Diagnostics.Single().Message.ShouldBe("There are more than 100,000 rows.");
        Csv("node\n" + string.Concat(Enumerable.Repeat("_\n", 5_000))).Diagnostics.Length.ShouldBe(200);
        using var endless = new MemoryStream(new byte[17 * 1024 * 1024]);
        DomainTableFile.Read(endless, "t.csv").Diagnostics.Single().Message.ShouldContain("at most");
    }

    [Fact]
    public void Hostile_text_is_reported_without_its_escapes()
    {
        Diagnostic fault = Csv("node,zone\na,\u202Ex\u009B31m\n").Diagnostics.Single();
        fault.Message.ShouldNotContain('\u202E');
        fault.Message.ShouldNotContain('\u009B');
    }

    [Fact]
    public void Nodes_that_only_one_side_knows_are_noted()
    {
        DomainTable table = Csv("node,zone\na,1\nold,2\n").Value!;
        var join = DomainJoin.Create(table, ["b", "a"]);
        join.Nodes.ShouldBe([Node("b"), Node("a", ("zone", "1"))]);
        join.OnlyInTable.Single().Domains.Node.ShouldBe("old");
        join.OnlyInCluster.ShouldBe(["b"]);
        join.Notes.ShouldBe(
        [
            "The table names 1 node that the cluster does not have: old (t.csv:3:1).",
            "The cluster has 1 node that the table does not name, whose domains stay unknown: b.",
        ]);
        DomainJoin.Create(table, ["a", "old"]).Notes.ShouldBeEmpty();
        DomainJoin.Create(table, ["a", "old", .. Enumerable.Range(0, 8).Select(n => $"n{n}")]).Notes.Single().ShouldEndWith("n0, n1, n2, n3, n4 and 3 more.");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        using var stream = new MemoryStream(Encoding.Unicode.GetBytes("node,zone"));
        DomainTableFile.Read(stream, "t.csv").IsValid.ShouldBeFalse();
    }

    internal static NodeDomains Node(string name, params (string Key, string Value)[] values) =>
        new(name, System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal, values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))));

    private static ReadResult<DomainTable> Csv(string text) => DomainTableFile.Read(text, "t.csv");
}
