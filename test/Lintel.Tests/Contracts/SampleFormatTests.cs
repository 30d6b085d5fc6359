using System.Buffers;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>The cost of the formats of <c>samples/contracts</c>: constants where nothing varies, and no object where only the request does.</summary>
public sealed class SampleFormatTests
{
    private static readonly RequestFacts Request =
        new("GET", "/a", "/a", "0af7651916cd43dd8448eb211c80319c", new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<string> Files { get; } =
        [.. Directory.GetFiles(Repository.PathOf("samples", "contracts"), "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("aws-json.yaml")]
    [InlineData("django.yaml")]
    [InlineData("google.yaml")]
    [InlineData("heroku.yaml")]
    [InlineData("oauth.yaml")]
    [InlineData("shopify.yaml")]
    [InlineData("twilio.yaml")]
    public void Definition_without_placeholders_is_one_constant(string file)
    {
        var constants = Definitions(file).Where(error => !IsOfRequests(error) && HasOneMessage(error)).ToArray();

        Assert.NotEmpty(constants);
        Assert.All(constants, error => Assert.True(error.Template.IsConstant, error.Code));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Error_without_arguments_is_written_without_an_allocation(string file)
    {
        foreach (var error in Definitions(file).Where(error => !IsOfRequests(error)))
        {
            Assert.Equal((error.Code, 0L), (error.Code, BytesOf(error, RefusalOf(error))));
        }
    }

    /// <summary>Two faulty fields in every shape that definitions for <c>request.invalid</c> have: lists, objects by field, nested ones, XML.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Error_of_faulty_fields_allocates_less_than_a_KiB_for_each(string file)
    {
        Assert.True(Read(file).TryGetError(Condition.RequestInvalid, out var error));
        var refusal = Refusal.Invalid(
            new FieldFault(FieldLocation.Body, "name", FieldFaultKind.Missing, "Field 'name' is required."),
            new FieldFault(FieldLocation.Body, "items[2].count", FieldFaultKind.TooLarge, "Field 'items[2].count' must be at most 100."));

        Assert.InRange(BytesOf(error, refusal), 0, 2 * 1024);
    }

    /// <summary>The bytes that are allocated for a body beside the buffer that it is written into.</summary>
    private static long BytesOf(ErrorDefinition error, Refusal refusal)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        var context = new ErrorContext(refusal, "req_1", "https://api.example.com", Request);
        error.Template.Write(output, context);
        output.ResetWrittenCount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        error.Template.Write(output, context);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Contract Read(string file) => ContractReader.ReadFile(Repository.PathOf("samples", "contracts", file));

    private static IEnumerable<ErrorDefinition> Definitions(string file) => Read(file).Errors;

    private static bool HasOneMessage(ErrorDefinition error) => !error.Message.Contains('{', StringComparison.Ordinal)
        && Condition.All.All(condition => error.Template.FormatMessage(Refusal.For(condition)) == error.Message);

    /// <summary>Tells whether faults of fields may come with a definition.</summary>
    private static bool IsOfRequests(ErrorDefinition error) => error.When.Any(condition => condition.Name.StartsWith("request.", StringComparison.Ordinal));

    private static Refusal RefusalOf(ErrorDefinition error) => error.When.Count > 0 ? Refusal.For(error.When[0]) : Refusal.WithCode(error.Code);
}
