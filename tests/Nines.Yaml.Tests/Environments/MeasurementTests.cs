using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Yaml.Tests.Environments;

public sealed class MeasurementTests
{
    private const string Environment = "name: x\ncomponents: { a: { availability: 99% }, b: { availability: 99% } }\njourneys: { j: { requires: [a, b] } }\nmeasurements: [m.csv]\n";
    private const string Header = "component,observedHours,downHours,failures\n";

    [Fact]
    public void Availability_and_mean_down_time_follow_from_measurements()
    {
        AvailabilitySpec a = Reading.Valid(Environment, Csv(Header + "a,8760,8.76,4\n")).Availabilities["a"];

        a.Unavailability.ShouldBe(0.001, 1e-15);
        a.MeanDownTime.ShouldBe(TimeSpan.FromHours(2.19));
        a.IsMeasured.ShouldBeTrue();
        a.Position.ShouldBe(new SourcePosition("m.csv", 2, 1));
        a.MeanUpTime.ShouldBeNull();
    }

    [Fact]
    public void Without_a_failure_half_of_one_is_reckoned_with()
    {
        AvailabilitySpec node = Reading.Valid(Environment, Csv(Header + "node,1000,0,0\n")).Availabilities["node"];

        node.MeanUpTime.ShouldBe(TimeSpan.FromHours(2000));
        node.MeanDownTime.ShouldBeNull();
        node.Unavailability.ShouldBe(1.0 / 2001, 1e-15);
    }

    [Fact]
    public void Columns_may_be_in_any_order_with_quotes_and_empty_lines() =>
        Reading.Valid(Environment, Csv("\uFEFFfailures, component ,downHours,observedHours\r\n\r\n1,\"a\",1,100\r\n")).Availabilities["a"].Unavailability.ShouldBe(0.01);

    [Theory]
    [InlineData("", "m.csv:1:1: The file of measurements is empty. Start it with the line component,observedHours,downHours,failures.")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nhunter2\n", "m.csv:1:1: This is not a file of measurements. Start the file with the line component,observedHours,downHours,failures.")]
    [InlineData("component,hours\n", "m.csv:1:11: There is no column 'hours'. Valid: component, observedHours, downHours, failures.")]
    [InlineData("component,failures\n", "m.csv:1:1: The header does not name each of the four columns once. Start the file with the line component,observedHours,downHours,failures.")]
    [InlineData(Header + "a,1,2\n", "m.csv:2:1: Expected 4 values, found 3. Write the decimal mark as a point.")]
    [InlineData(Header + "a,x,0,-1\n", "m.csv:2:3: Expected observedHours as a number from 0 to 100,000,000, found 'x'.|m.csv:2:7: Expected failures as a whole number from 0 to 1,000,000,000, found '-1'.")]
    [InlineData(Header + "a,NaN,Infinity,1\n", "m.csv:2:3: Expected observedHours as a number from 0 to 100,000,000, found 'NaN'.|m.csv:2:7: Expected downHours as a number from 0 to 100,000,000, found 'Infinity'.")]
    [InlineData(Header + "a,0,0,0\n", "m.csv:2:3: It was observed for no time at all. Correct the row, or remove it.")]
    [InlineData(Header + "a,10,11,1\n", "m.csv:2:6: It was down for 11 hours, longer than it was observed (10). Correct the row, or remove it.")]
    [InlineData(Header + "a,10,1,0\n", "m.csv:2:8: It was down for 1 hours without a failure. Correct the row, or remove it.")]
    [InlineData(Header + "a,10,0,2\n", "m.csv:2:6: It failed 2 times without being down. Correct the row, or remove it.")]
    [InlineData(Header + "a,10,1,1\na,10,1,1\n", "m.csv:3:1: The availability of 'a' is duplicated, here and at m.csv:2:1. Remove one of them.")]
    [InlineData(Header + "A!,10,1,1\n", "m.csv:2:1: 'A!' cannot be the name of a component. A name has letters, digits, dots, dashes and slashes, starts with a lower-case letter, and is at most 200 long.")]
    [InlineData(Header + "nod,10,1,1\n", "m.csv:2:1: Nothing is called 'nod'. Did you mean 'node'?")]
    public void Errors_in_a_measurement_file_are_reported(string csv, string expected) =>
        string.Join('|', Reading.Faults(Environment, Csv(csv))).ShouldBe(expected);

    [Fact]
    public void An_unreadable_file_is_reported_where_it_is_named() =>
        Reading.Faults(Environment, _ => ReadResult.Failed<string>(new Diagnostic(new SourcePosition("m.csv", 0, 0), "There is no file m.csv.")))
            .ShouldBe(["env.yaml:4:16: There is no file m.csv."]);

    private static Func<string, ReadResult<string>> Csv(string text) => _ => ReadResult.Of(text);
}
