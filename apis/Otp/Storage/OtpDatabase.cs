using Lintel.Shared;
using Lintel.Storage;

namespace Lintel.Otp;

/// <summary>The file <c>otp.db</c>.</summary>
internal sealed class OtpDatabase(IDatabase database) : ApiDatabase(database);
