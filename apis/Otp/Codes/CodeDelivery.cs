using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Lintel.Otp;

/// <summary>
/// Brings a live code to its number. The inbox of numbers is reserved, so in a self-hosted build the operator's log may stand for it: with the
/// setting <c>Otp:Debug</c>, and only then, the log shows every live code.
/// </summary>
internal sealed partial class CodeDelivery(IConfiguration configuration, ILogger<CodeDelivery> logger)
{
    private readonly bool _isShown = configuration["Otp:Debug"]?.Trim() is "1" or "true";

    public void Deliver(OtpRequestRow request, string code)
    {
        if (_isShown)
        {
            Log.LiveCode(logger, request.Id, request.PhoneNumber, code);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The code of {RequestId} for {PhoneNumber} is {Code}.")]
        public static partial void LiveCode(ILogger logger, string requestId, string phoneNumber, string code);
    }
}
