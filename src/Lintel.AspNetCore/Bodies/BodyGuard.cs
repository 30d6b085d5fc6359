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

    private static async ValueTask<Decision> ReadAsync(ApiCall call, Operation operation)
    {
        var faults = new List<FieldFault>();
        if (operation.ReadQuery is { } readQuery)
        {
            call.SetQuery(await ReadFieldsAsync(call, readQuery, new QuerySource(call.Http.Request.Query), faults));
        }

        return operation.ReadBody is { } readBody ? await ReadBodyAsync(call, readBody, faults) : DecisionOn(faults);
    }

    private static async ValueTask<Decision> ReadBodyAsync(ApiCall call, Func<FieldReader, ValueTask<object?>> read, List<FieldFault> faults)
    {
        var request = call.Http.Request;
        if (call.Http.Feature<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return Refusal.Unreadable(Condition.RequestMalformed, $"The request body is empty; {JsonBody.KindOf(call.Operation!.TakesList)} is expected.");
        }

        if ((BodyLimit.Apply(call) ?? MediaTypeCheck.Check(request)) is { } refusal)
        {
            return refusal;
        }

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

            if (!JsonBody.TryParse(bytes, call.Contract.Sizes.Depth, call.Operation!.TakesList, out var document, out var refusal))
            {
                return refusal;
            }

            using (document)
            {
                call.SetBody(await ReadFieldsAsync(call, read, new JsonSource(document.RootElement), faults));
                return DecisionOn(faults);
            }
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

    private static Decision DecisionOn(List<FieldFault> faults) => faults.Count == 0 ? Decision.Pass : Refusal.Invalid(faults);
}
