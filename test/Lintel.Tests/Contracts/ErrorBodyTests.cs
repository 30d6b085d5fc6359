using System.Buffers;
using System.Text;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

public sealed class ErrorBodyTests
{
    private static readonly Contract Contract = Lintel.Contracts.Contract.Default;

    [Fact]
    public void Body_is_that_of_its_own_definition_refusal_and_id_whatever_was_written_before()
    {
        var body = new ErrorBody();
        var random = new Random(20261121);
        var limits = Enumerable.Range(1, 3).Select(seconds => Refusal.OverLimit(60, "1 minute", seconds)).ToArray();
        Refusal[] refusals = [.. limits, Refusal.For(Condition.ServerError), Refusal.For(
            Condition.RouteUnknown,
            ("problem", "req_0000000000000001 is no endpoint."))];
        for (var i = 0; i < 2_000; i++)
        {
            var refusal = refusals[random.Next(refusals.Length)];
            Assert.True(Contract.TryGetError(refusal.Condition!, out var definition));

            // Now and then an id of another length, as another API's would be.
            var id = $"req_{i:x16}{(random.Next(4) == 0 ? "f" : string.Empty)}";
            Assert.Equal(Fresh(definition.Template, id, refusal), Encoding.UTF8.GetString(body.Write(definition.Template, new ErrorContext(refusal, id))));
        }
    }

    private static string Fresh(ErrorTemplate template, string id, Refusal refusal)
    {
        var output = new ArrayBufferWriter<byte>();
        template.Write(output, new ErrorContext(refusal, id));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
