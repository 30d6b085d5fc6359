using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>Reads what the operation asks for, from the query string and the body, and notes every fault.</summary>
internal sealed class BodyGuard : Guard
{
    public override ValueTask<Decision> CheckAsync(ApiCall call) =>
        call.BodyDecision is { } known ? ValueTask.FromResult(known) : ReadAsync(call);

    /// <summary>Reads what the operation asks for, once; a limit that counts by it comes here before the stage itself does.</summary>
    public static ValueTask<Decision> ReadAsync(ApiCall call) => call.Operation is { } operation && (operation.ReadQuery ?? operation.ReadBody) is not null
        ? ReadAsync(call, operation)
        : ValueTask.FromResult(Decision.Pass);

    /// <summary>Decides on a body that somebody else has read.</summary>
    /// <param name="call">The request, whose operation reads a body.</param>
    /// <param name="body">The whole body.</param>
    public static async ValueTask<Decision> DecideAsync(ApiCall call, ReadOnlyMemory<byte> body)
    {
        var faults = new List<FieldFault>();
        await ReadQueryAsync(call, faults);
        return await ParseAsync(call, call.Operation!.ReadBody!, faults, body);
    }

    /// <summary>The refusal of a body for what the header fields say of it; null where it is to be read.</summary>
    public static Refusal? RefusalByHead(ApiCall call)
    {
        if (call.Http.Feature<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return Refusal.Unreadable(Condition.RequestMalformed, $"The request body is empty; {JsonBody.KindOf(call.Operation!.TakesList)} is expected.");
        }

        return BodyLimit.RefusalOfLength(call) ?? MediaTypeCheck.Check(call.Http.Request);
    }

    private static async ValueTask<Decision> ReadAsync(ApiCall call, Operation operation)
    {
        var faults = new List<FieldFault>();
        await ReadQueryAsync(call, faults);
        return operation.ReadBody is { } readBody ? await ReadBodyAsync(call, readBody, faults) : DecisionOn(call, faults);
    }

    private static async ValueTask ReadQueryAsync(ApiCall call, List<FieldFault> faults)
    {
        if (call.Operation!.ReadQuery is { } readQuery)
        {
            call.SetQuery(await ReadFieldsAsync(call, readQuery, new QuerySource(call.Http.Request.Query), faults));
        }
    }

    private static async ValueTask<Decision> ReadBodyAsync(ApiCall call, Func<FieldReader, ValueTask<object?>> read, List<FieldFault> faults)
    {
        if (RefusalByHead(call) is { } refusal)
        {
            return refusal;
        }

        var request = call.Http.Request;
        BodyLimit.Apply(call);
        try
        {
            return await ReadWholeAsync(call, read, faults, request.BodyReader);
        }
        catch (BodyException unreadable) when (unreadable.Refusal.Condition != Condition.ServerError)
        {
            return unreadable.Refusal;
        }
    }

    private static async ValueTask<Decision> ReadWholeAsync(
        ApiCall call, Func<FieldReader, ValueTask<object?>> read, List<FieldFault> faults, PipeReader reader)
    {
        var (body, refusal) = await WholeBody.ReadAsync(call, reader);
        return refusal ?? await ParseAsync(call, read, faults, reader, body);
    }

    private static async ValueTask<Decision> ParseAsync(
        ApiCall call, Func<FieldReader, ValueTask<object?>> read, List<FieldFault> faults, PipeReader reader, ReadOnlySequence<byte> body)
    {
        var rented = body.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            var bytes = body.First;
            if (rented is not null)
            {
                body.CopyTo(rented);
                bytes = rented.AsMemory(0, (int)body.Length);
            }

            return await ParseAsync(call, read, faults, bytes);
        }
        finally
        {
            // An idempotent operation may have its body compared after this.
            reader.AdvanceTo(call.Operation!.IsIdempotent ? body.Start : body.End, body.End);
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    private static async ValueTask<Decision> ParseAsync(
        ApiCall call, Func<FieldReader, ValueTask<object?>> read, List<FieldFault> faults, ReadOnlyMemory<byte> bytes)
    {
        if (!JsonBody.TryParse(bytes, call.Contract.Sizes.Depth, call.Operation!.TakesList, out var document, out var refusal))
        {
            return refusal;
        }

        using (document)
        {
            call.SetBody(await ReadFieldsAsync(call, read, new JsonSource(document.RootElement), faults));
            return DecisionOn(call, faults);
        }
    }

    private static async ValueTask<object?> ReadFieldsAsync(
        ApiCall call, Func<FieldReader, ValueTask<object?>> read, FieldSource source, List<FieldFault> faults)
    {
        var fields = new FieldReader(call, source, faults);
        var value = await read(fields);
        fields.RefuseUnknown();
        if (call.Contract.FieldErrors.EchoesValues)
        {
            EchoedValues.Fill(faults, source);
        }

        return value;
    }

    /// <summary>
    /// Refuses where there are faults, and tells those of the parameters that the framework is to bind as well: it would come to them only once the body is as
    /// it should be.
    /// </summary>
    private static Decision DecisionOn(ApiCall call, List<FieldFault> faults)
    {
        if (faults.Count == 0)
        {
            return Decision.Pass;
        }

        foreach (var other in UnboundParameters.Of(call))
        {
            if (!faults.Exists(fault => (fault.Location, fault.Field) == (other.Location, other.Field)))
            {
                faults.Add(other);
            }
        }

        return Refusal.Invalid(faults);
    }
}
