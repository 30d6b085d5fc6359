// Exceptions with the names of Polly's, which Lintel knows without a reference to Polly.
namespace Polly.Timeout
{
    internal sealed class TimeoutRejectedException(string message) : Exception(message);
}

namespace Polly.CircuitBreaker
{
    internal class BrokenCircuitException(string message) : Exception(message);

    internal sealed class IsolatedCircuitException(string message) : BrokenCircuitException(message);
}
