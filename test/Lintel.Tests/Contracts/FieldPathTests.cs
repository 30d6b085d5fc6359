using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

public sealed class FieldPathTests
{
    [Theory]
    [InlineData("a", "a", "/a", "a")]
    [InlineData("items[2].name", "items.2.name", "/items/2/name", "items")]
    [InlineData("[0].x", "0.x", "/0/x", "[0].x")]
    [InlineData("a/b~c", "a/b~c", "/a~1b~0c", "a/b~c")]
    [InlineData("a[x].b", "a[x].b", "/a[x]/b", "a")]
    [InlineData("a[]", "a[]", "/a[]", "a")]
    [InlineData("", "", "", "")]
    public void Path_is_written_with_dots_and_as_a_pointer(string path, string dotted, string pointer, string field) =>
        Assert.Equal((dotted, pointer, field), (FieldPath.ToDotted(path), FieldPath.ToPointer(path), FieldPath.TopLevel(path)));

    [Fact]
    public void Path_of_a_name_that_a_caller_has_chosen_has_a_bounded_depth()
    {
        var dots = string.Concat(Enumerable.Repeat("a.", 500_000));

        Assert.Equal(32, FieldPath.Segments(dots).Count());
    }

    [Fact]
    public void Path_of_brackets_takes_no_longer_than_its_length()
    {
        var brackets = new string('[', 1_000_000);
        var watch = Stopwatch.StartNew();

        Assert.Equal(1_000_000, FieldPath.ToDotted(brackets).Length);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void Faults_nested_by_the_name_that_a_caller_has_chosen_are_written()
    {
        var contract = ContractSamples.Read(
            ContractSamples.Broken(
                "envelope: { code: $code, message: $message }",
                "envelope: { code: $code, errors: { $each: faults, $by: nested, $leaf: _errors, $value: [ $fault.message ] } }")
            + "  own: { status: 422, message: m, meaning: m, fix: f }\n");
        Assert.True(contract.TryGetError("own", out var own));
        var field = string.Concat(Enumerable.Repeat("a.", 500_000));
        var output = new ArrayBufferWriter<byte>();

        own.Template.Write(
            output,
            new ErrorContext(Refusal.WithCode("own").WithFaults([new FieldFault(FieldLocation.Body, field, FieldFaultKind.Unknown, "no")]), "1"));

        Assert.Equal("own", JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("code").GetString());
        Assert.Contains("_errors", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }
}
