namespace Lintel.AspNetCore;

/// <summary>
/// Checks values that <c>.Body&lt;T&gt;()</c> and <c>.Query&lt;T&gt;()</c> have read, at the contract's stage <c>body</c>, so that its faults are reported
/// together with those of the reader. Register it as a service of this type; all that are registered are asked, in their order. It may be scoped.
/// </summary>
/// <remarks>
/// Not asked where no usable value could be made: a value has the wrong type, a required member is missing or null, or a list has the wrong length.
/// Faults of other kinds, such as a number out of its range, do not prevent the call; <see cref="BodyValidationContext"/> discards faults of members that
/// already have one.
/// </remarks>
public interface IBodyValidator
{
    /// <summary>
    /// Reports what is wrong with a value to <see cref="BodyValidationContext.Fault(string, string)"/>. Returns without a fault for types that it does not
    /// know. An exception is answered as one of a handler is.
    /// </summary>
    /// <param name="context">The value, and where faults are reported.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    ValueTask ValidateAsync(BodyValidationContext context, CancellationToken cancellationToken);
}
